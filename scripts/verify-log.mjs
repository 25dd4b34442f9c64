// Checks the log of a company that was exported from Kontor. It needs nothing but Node and trusts nothing of Kontor:
//
//   node verify-log.mjs log.jsonl [HEAD]
//
// Every line of log.jsonl is one fact, as JSON. Its `hash` is the SHA-256, in lower-case hexadecimal, of these ten
// values as UTF-8, joined by line feeds, which no value holds:
//   prev, company, seq, at, actor, command, digest, cause, type, body
// `prev` is the hash of the line before, 64 zeros in the first line; `seq` counts from 1; `body` is hashed as it stands.
// So nobody can change, drop, add or swap a line without changing all hashes after it. Lines missing at the very end
// show only against a HEAD (the hash of the last line) that was written down somewhere else before: give it to check.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const covered = ['prev', 'company', 'seq', 'at', 'actor', 'command', 'digest', 'cause', 'type', 'body']
const [file, expectedHead] = process.argv.slice(2)
let count = 0
let head = '0'.repeat(64)
let company

function check(text) {
  const line = JSON.parse(text)
  company ??= line.company
  if (line.seq !== count + 1) throw new Error(`it is number ${line.seq}`)
  if (line.company !== company) throw new Error('it belongs to another company')
  if (line.prev !== head) throw new Error('it does not name the line before it')
  const values = covered.map((name) => String(line[name]))
  if (values.some((value) => /[\n\r]/.test(value))) throw new Error('a value of it holds a line break')
  const content = values.join('\n')
  if (createHash('sha256').update(content).digest('hex') !== line.hash) throw new Error('its content was changed')
  head = line.hash
  count++
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

if (!file) fail('usage: node verify-log.mjs log.jsonl [HEAD]')
try {
  let rest = ''
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()
    lines.forEach(check)
  }
  if (rest !== '') throw new Error('it is cut off')
} catch (error) {
  fail(`line ${count + 1} is bad: ${error.message}`)
}
if (expectedHead && expectedHead !== head) fail(`lines after ${count} are missing or others: the head is ${head}`)
console.log(`log verified: ${count} lines, head ${head}`)
