export { finance } from './role.ts'
