// One import in a process of its own: `import-node.ts '{"data": FOLDER, "file": PATH}'` prints seconds and peak memory.
import { createReadStream } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { findCompanyFolder, launch } from '#doors/catalogue'
import { openInstallation } from '#installation'
import { accepted, founder } from '#kernel'
import { peakMemoryMb } from './processes.ts'

const { data, file } = JSON.parse(process.argv[2] ?? '{}') as { data: string; file: string }
const installation = accepted(await openInstallation({ data, mode: 'command', engine: 'inline' }))
const { store, templates } = installation
const folder = accepted(findCompanyFolder('quiet-inbox', { templates, cwd: data }))
const { outcome } = accepted(await launch(store, { ...folder, actor: founder }))
const content = { [Symbol.asyncIterator]: () => createReadStream(file)[Symbol.asyncIterator]() }
const started = performance.now()
const taken = await installation.importFile({
  company: outcome.company,
  name: 'statement.xml',
  content,
  actor: founder,
})
const seconds = (performance.now() - started) / 1_000
if (taken.state !== 'taken-in') throw new Error(JSON.stringify(taken))
process.stdout.write(JSON.stringify({ seconds, peakMb: peakMemoryMb(process.pid), detail: taken.detail }))
await installation.close()
process.exit(0)
