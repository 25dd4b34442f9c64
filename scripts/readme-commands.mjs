// Runs every command that a document shows and compares what it prints: `node scripts/readme-commands.mjs README.md`
//
// A block marked `console` holds commands behind `$ ` and, below each, what it prints. `…` stands for anything in a
// line, and a line of `…` for any lines. A block marked `yaml` is the file company.yaml while the commands run.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const document = process.argv[2]
const blocks = [...readFileSync(document, 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
const textsOf = (kind) => blocks.filter((block) => block[1] === kind).map((block) => block[2])
const folder = mkdtempSync(join(tmpdir(), 'kontor-readme-'))
const env = { ...process.env, KONTOR_DATA: join(folder, 'data'), NO_COLOR: '1' }
const [companyFile] = textsOf('yaml')
const minutes = 10

/** The commands of a block with the lines that each prints. */
function commandsIn(block) {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command, ...printed] = part.trimEnd().split('\n')
      return { command, printed }
    })
}

function patternOf(printed) {
  const escape = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const lines = printed.map((line) =>
    line.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${line.split('…').map(escape).join('[^\\n]*')}[ ]*\\n`,
  )
  return new RegExp(`^${lines.join('')}$`)
}

function run({ command, printed }) {
  const done = spawnSync('bash', ['-c', `${command} 2>&1`], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: minutes * 60_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  const output = `${done.stdout.trimEnd()}\n`.replace(/\r/g, '')
  const fits = done.status === 0 && patternOf(printed).test(output)
  console.log(`${fits ? 'ok    ' : 'FAILED'} ${command}`)
  if (!fits) console.log(`exit code ${done.status}, and it printed:\n${output}`)
  return fits
}

const keepsFile = companyFile !== undefined && !existsSync('company.yaml')
if (keepsFile) writeFileSync('company.yaml', companyFile)
try {
  const results = textsOf('console').flatMap(commandsIn).map(run)
  const passed = results.filter(Boolean).length
  console.log(`${passed} passed, ${results.length - passed} failed`)
  if (passed < results.length || results.length === 0) process.exitCode = 1
} finally {
  if (keepsFile) rmSync('company.yaml')
  rmSync(folder, { recursive: true, force: true })
}
