// Launches companies with the rooms of an installed package, in plain Node: `launch-many.mjs PACKAGE-FOLDER DATA COUNT`.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [packageFolder = '', data = '', count = '0'] = process.argv.slice(2)
const load = (path) => import(pathToFileURL(join(packageFolder, 'dist', path)).href)
const { accepted, founder } = await load('base/kernel/index.js')
const { openInstallation } = await load('installation/index.js')
const { findCompanyFolder, launch } = await load('doors/catalogue/index.js')
const installation = accepted(await openInstallation({ data, mode: 'command', engine: 'inline' }))
const { store, templates } = installation
const folder = accepted(findCompanyFolder('quiet-inbox', { templates, cwd: data }))
for (let n = 0; n < Number(count); n++) accepted(await launch(store, { ...folder, actor: founder }))
await installation.close()
process.exit(0)
