export { bookkeeping } from './role.ts'
