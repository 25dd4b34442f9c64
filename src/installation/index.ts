export { holdsInstallation } from './data-folder.ts'
export { openInstallation, type OpenInstallation } from './open-installation.ts'
