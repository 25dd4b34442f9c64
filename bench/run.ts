// `npm run bench` measures everything and writes docs/benchmarks.md; `npm run bench -- posting` prints that part only.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { printReport, printTable } from './report.ts'
import type { Row } from './row.ts'

/** Each part in the order of the report; what measures processes comes first, before this one has grown. */
const parts: Readonly<Record<string, () => Promise<{ rows: () => Promise<Row[]> }>>> = {
  posting: () => import('./posting.bench.ts'),
  durable: () => import('./durable.bench.ts'),
  recovery: () => import('./recovery.bench.ts'),
  launch: () => import('./launch.bench.ts'),
  install: () => import('./install.bench.ts'),
  import: () => import('./import.bench.ts'),
}

const asked = process.argv.slice(2)
const wanted = asked.length > 0 ? asked : Object.keys(parts)
const rows: Row[] = []
for (const name of wanted) {
  const load = parts[name]
  if (!load) throw new Error(`there is no part ${name}; parts are ${Object.keys(parts).join(', ')}`)
  process.stderr.write(`${name}\n`)
  const found = await load()
    .then((part) => part.rows())
    .catch((error: unknown) => [failed(name, error)])
  rows.push(...found)
  console.log(printTable(found))
}
if (asked.length === 0)
  writeFileSync(fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url)), await printReport(rows))
const missed = rows.filter((row) => row.pass === false)
for (const { figure, ours, bar } of missed) console.log(`missed: ${figure}: ${ours}, ${bar}`)
process.exit(missed.length > 0 ? 1 : 0)

/** A part that cannot be measured has missed its bar; the others are measured all the same. */
function failed(name: string, error: unknown): Row {
  console.error(error)
  return { figure: `${name} could not be measured`, ours: '–', bar: 'to be measured', measured: '–', pass: false }
}
