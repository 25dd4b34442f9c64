export { type Access, openAccess } from './access.ts'
export { accessMigrations } from './migrations.ts'
export { type AccessRole, accessRoles, type Companies, maySee, type Principal } from './principal.ts'
export { endSession, isCsrf, openSession, type OpenedSession, type Person, type Session, sessionOf } from './session.ts'
export { createSignInLink, redeemSignInLink } from './sign-in-link.ts'
export {
  authenticateToken,
  createToken,
  type NewToken,
  revokeToken,
  type Token,
  tokens,
  unauthenticated,
} from './token.ts'
