export { support } from './role.ts'
