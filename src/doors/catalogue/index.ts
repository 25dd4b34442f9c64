export { commands } from './commands.ts'
export { findCommand, findQuery } from './find.ts'
export type { ArrivedFile, Installation, TakenIn } from './installation.ts'
export { launch, type Launched } from './launch.ts'
export { queries } from './queries.ts'
export {
  type CompanyFolder,
  findCompanyFolder,
  readCompanyFolder,
  type Template,
  templatesIn,
  withName,
} from './templates.ts'
export { workingCopy } from './working-copy.ts'
