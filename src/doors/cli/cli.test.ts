import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commands, queries } from '#doors/catalogue'
import { instant } from '#kernel'
import { beforeAll, expect, test } from 'vitest'
import { exitCodeOf } from './exit-codes.ts'
import { fieldsOf } from './fields.ts'
import { keyboard, root } from './fixture.ts'
import { verbs } from './verbs.ts'

const mails = join(root, 'examples/first-month/quiet-inbox/mail')
const { type: kontor, folder, store } = keyboard()
beforeAll(async () => {
  await kontor(['launch', 'quiet-inbox', '--name', 'Quiet Inbox', '--yes'], { from: instant('2026-10-01T06:00:00Z') })
})

test('help leads with examples, names every verb, and needs no installation', async () => {
  const { code, out } = await kontor(['--help'])
  expect(code).toBe(0)
  expect(out.startsWith('Examples:')).toBe(true)
  for (const { name } of verbs) expect(out).toContain(`  ${name}`)
  for (const { name } of verbs.filter((it) => it.name !== 'command' && it.name !== 'query')) {
    const help = await kontor([name, '--help'])
    expect([name, help.code, help.out.startsWith('Examples:\n  kontor')]).toEqual([name, 0, true])
  }
})

test('every command and query has flags, none of which hides one of ours', () => {
  for (const { name, input } of [...commands, ...queries]) {
    const fields = fieldsOf(input).map((field) => field.name)
    expect([name, fields.filter((it) => ['company', 'key', 'json', 'data', 'dryRun', 'help'].includes(it))]).toEqual([
      name,
      [],
    ])
  }
})

test('what nobody has asked for is a usage error with exit code 2, also as JSON', async () => {
  for (const argv of [
    ['lunch'],
    ['books'],
    ['books', 'quiet-inbox', '--nope'],
    ['launch', 'a', 'b'],
    ['query', 'nope.nope', '--dry-run'],
  ]) {
    const typed = await kontor(argv)
    expect([argv, typed.out]).toEqual([argv, ''])
    expect(typed.err).toMatch(/^✗ .+\n {2}.+\n {2}Fix: /)
    const asked = await kontor([...argv, '--json'])
    expect(asked.json()).toMatchObject({ ok: false, error: { kind: expect.any(String), fix: expect.any(String) } })
  }
  expect((await kontor(['books', 'quiet-inbox', 'nothing'])).code).toBe(2)
  expect((await kontor(['lunch'])).code).toBe(2)
})

test('a launch shows its plan, and without a yes nothing is launched', async () => {
  const nobody = await kontor(['launch', 'ledgerline', '--name', 'Nobody', '--json'])
  expect(nobody.code).toBe(4)
  expect(nobody.json()).toMatchObject({ error: { kind: 'confirmation-needed', facts: { plan: { name: 'Nobody' } } } })
  const no = await kontor(['launch', 'ledgerline', '--name', 'Nobody'], { answers: 'n' })
  expect(no.err).toContain('a month at most')
  expect(no.code).toBe(4)
  expect((await kontor(['books', 'nobody'])).code).toBe(1)
  const yes = await kontor(['launch', 'ledgerline', '--name', 'Somebody "Ltd": Söhne'], { answers: 'y' })
  expect(yes.code).toBe(0)
  expect(yes.out).toContain('Somebody "Ltd": Söhne is launched as somebody-ltd-sohne')
})

test('a dry run of a launch makes nothing, not even an installation', async () => {
  const dry = await kontor(['launch', 'quiet-inbox', '--name', 'Dry', '--dry-run', '--json'], { empty: true })
  expect(dry.json()).toMatchObject({ ok: true, data: { launched: false, plan: { name: 'Dry', currency: 'EUR' } } })
})

test('two companies of the same name get addresses of their own', async () => {
  const launch = ['launch', 'ledgerline', '--name', 'Twin', '--yes', '--json']
  const [one, two] = [await kontor(launch), await kontor(launch)].map((it) => String(it.json().data['slug']))
  expect(one).toBe('twin')
  expect(two).toMatch(/^twin-.{6}$/)
})

test('files are taken in once, rubbish is set aside with a fix, and the exit code says so', async () => {
  const rubbish = join(folder, 'rubbish.bin')
  writeFileSync(rubbish, Buffer.from([0, 159, 146, 150]))
  const mail = join(mails, '01-question-price.eml')
  const first = await kontor(['import', 'quiet-inbox', mail, rubbish, '--json'])
  expect(first.code).toBe(1)
  expect(first.json()).toMatchObject({
    ok: true,
    data: { quarantined: 1, files: [{ state: 'taken-in' }, { state: 'quarantined' }] },
  })
  const again = await kontor(['import', 'quiet-inbox', mail])
  expect(again.code).toBe(0)
  expect(again.out).toMatch(/^= {2}01-question-price\.eml/)
  const missing = await kontor(['import', 'quiet-inbox', mail, 'no-such-file'])
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('nothing was imported')])
  expect((await kontor(['waiting', 'quiet-inbox'])).out).toContain('rubbish.bin')
})

test('support answers an imported mail before the command ends', async () => {
  const { runs } = (await kontor(['runs', 'quiet-inbox', '--json'])).json().data
  const answer = (runs as { id: string; work: string }[]).find((it) => it.work === 'support.answer-message')
  expect(answer).toMatchObject({ state: 'done', proof: { done: expect.stringContaining('answered') } })
  const replayed = await kontor(['run', 'quiet-inbox', answer!.id, '--replay', '--json'])
  expect(replayed.json()).toMatchObject({ ok: true, data: { steps: expect.any(Array) } })
})

test('any command can be typed, dry first, with money as it is written, and happens once for one key', async () => {
  const postings = JSON.stringify([
    { account: 'expense.hosting', amount: '19.00 EUR' },
    { account: 'bank:main', amount: '-19.00 EUR' },
  ])
  const post = [
    'command',
    'ledger.post-entry',
    'quiet-inbox',
    '--event-day',
    '2026-10-01',
    '--description',
    'Server',
    '--source',
    'test:1',
    '--postings',
    postings,
  ]
  expect((await kontor([...post, '--dry-run'])).out).toContain('would be done')
  expect((await kontor(['books', 'quiet-inbox', 'balances'])).out).toContain('5000.00 EUR')
  expect((await kontor([...post, '--key', 'server-1'])).code).toBe(0)
  expect((await kontor([...post, '--key', 'server-1', '--json'])).json()).toMatchObject({ data: { replayed: true } })
  expect((await kontor(['query', 'balances', 'quiet-inbox', '--json'])).out).toContain('4981.00 EUR')
  expect((await kontor(['command', 'post-entry', 'quiet-inbox', '--postings', '{'])).code).toBe(2)
})

test('a column of text that a spreadsheet would calculate is written as text', async () => {
  const postings = JSON.stringify([
    { account: 'expense.hosting', amount: '1.00 EUR' },
    { account: 'bank:main', amount: '-1.00 EUR' },
  ])
  await kontor([
    'command',
    'post-entry',
    'quiet-inbox',
    '--event-day',
    '2026-10-01',
    '--description',
    '=1+1, "x"',
    '--source',
    'test:2',
    '--postings',
    postings,
  ])
  const out = join(folder, 'books.csv')
  expect((await kontor(['export', 'quiet-inbox', '--format', 'csv', '--out', out])).code).toBe(0)
  expect(readFileSync(out, 'utf8')).toContain(`"'=1+1, ""x"""`)
  const nowhere = await kontor(['export', 'quiet-inbox', '--format', 'hledger', '--out', join(folder, 'no', 'file')])
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('file not usable')])
})

test('verify proves log and books, and finds a changed byte with exit code 1', async () => {
  const fine = await kontor(['verify'])
  expect(fine.code).toBe(0)
  expect(fine.out).toMatch(/books balance \(\d+ entries\)\nlog verified \(\d+ lines\)\n$/)
  const { owner } = store()
  await owner.query('alter table store.log disable trigger append_only')
  await owner.query(`update store.log set actor = 'founder:other' where seq = 2`)
  const broken = await kontor(['verify', 'quiet-inbox', '--json'])
  await owner.query(`update store.log set actor = 'founder:founder' where seq = 2`)
  await owner.query('alter table store.log enable trigger append_only')
  expect(broken.code).toBe(1)
  expect(broken.json()).toMatchObject({ ok: true, data: { ok: false, companies: [{ log: { ok: false } }] } })
})

test('a limit is loosened only under the plan that was seen', async () => {
  const file = join(folder, 'company.yaml')
  const now = readFileSync(join(root, 'templates/quiet-inbox/company.yaml'), 'utf8')
  writeFileSync(file, now.replace('when: { above: "500.00" }', 'when: { above: "900.00" }'))
  const apply = ['apply', 'quiet-inbox', '--file', file, '--json']
  const shown = (await kontor([...apply, '--dry-run'])).json()
  expect(shown.data['needsApproval']).toBe(true)
  const eager = await kontor([...apply, '--yes'])
  expect([eager.code, eager.json()]).toEqual([4, expect.objectContaining({ ok: false })])
  const agreed = await kontor([...apply, '--plan', String(shown.data['digest'])])
  expect([agreed.code, agreed.json()]).toMatchObject([0, { data: { applied: true, version: 2 } }])
})

test('a broken company file is explained line by line', async () => {
  const file = join(folder, 'broken.yaml')
  writeFileSync(file, 'name: X\ncurrency: EURO\n')
  const { code, err } = await kontor(['check', file])
  expect(code).toBe(1)
  expect(err).toContain('broken.yaml:2:')
})

test('words of strangers cannot steer the terminal', async () => {
  const mail = join(folder, 'evil.eml')
  const head = [
    'From: a@b.example',
    'To: hello@quiet-inbox.example',
    'Message-ID: <evil@b.example>',
    'Date: Thu, 1 Oct 2026 08:00:00 +0000',
  ]
  writeFileSync(mail, [...head, 'Subject: =?utf-8?B?G1syShtdMDtodWgHIOKArnh5eg==?=', '', 'Zzzz qqqq?', ''].join('\r\n'))
  await kontor(['import', 'quiet-inbox', mail])
  const { out } = await kontor(['waiting', 'quiet-inbox'])
  expect(out).toContain('a@b.example')
  // oxlint-disable-next-line no-control-regex -- what must not be there
  expect(out).not.toMatch(/[\u001B\u0007\u202E]/)
})

test('a command that is stopped says that it was, and leaves nothing half done', async () => {
  const stopping = new AbortController()
  stopping.abort()
  const { code, err } = await kontor(['verify'], { stopped: stopping.signal })
  expect([code, err]).toEqual([130, expect.stringContaining('interrupted')])
})

test('the clock moves forward only, and a real one not at all', async () => {
  expect((await kontor(['simulate', '--until', '2026-09-01T00:00:00Z'])).err).toContain('time runs forward')
  expect((await kontor(['simulate', '--until', '2026-10-02T00:00:00Z'])).code).toBe(0)
  expect((await kontor(['books', 'quiet-inbox', '--json'])).json()).toMatchObject({ data: { asOf: '2026-10-02' } })
})

test('a company goes into a file and comes back from it, once', async () => {
  const out = join(folder, 'twin.tar.gz')
  expect((await kontor(['archive', 'twin', '--out', out])).code).toBe(0)
  expect((await kontor(['archive', 'twin', '--out', out])).err).toContain('file exists')
  expect((await kontor(['restore', out])).err).toContain('company exists')
  expect((await kontor(['restore', join(mails, '01-question-price.eml')])).code).toBe(1)
})

test('a token is shown once, and its list holds no secret', async () => {
  const made = await kontor(['token', 'create', '--name', 'export', '--role', 'accountant', '--company', 'quiet-inbox'])
  const list = await kontor(['token', 'list', '--json'])
  const [id, secret] = made.out.trim().split('.')
  expect(list.out).toContain(id)
  expect(list.out).not.toContain(secret)
  expect((await kontor(['token', 'revoke', id!])).code).toBe(0)
})

test('each kind of refusal has its exit code', () => {
  const kinds = {
    'bad-input': 2,
    'not-allowed': 3,
    'policy-denied': 3,
    'plan-needs-approval': 4,
    'no-such-company': 1,
    interrupted: 130,
  }
  for (const [kind, code] of Object.entries(kinds)) {
    expect(exitCodeOf({ refused: true, kind, message: '', facts: {} })).toBe(code)
  }
})

test('a launch leaves the file to edit with its schema beside it, and apply reads it from there', async () => {
  const { code, out } = await kontor(['launch', 'ledgerline', '--name', 'Edited', '--yes', '--json'])
  const { data } = JSON.parse(out) as { data: { file: string; plan: { answers: number } } }
  expect([code, data.plan.answers > 5]).toEqual([0, true])
  expect(readFileSync(join(dirname(data.file), 'company.schema.json'), 'utf8')).toContain('"purpose"')
  const text = readFileSync(data.file, 'utf8')
  writeFileSync(data.file, text.replace(/^purpose: .*$/m, 'purpose: Something else altogether.'))
  const applied = await kontor(['apply', 'edited', '--yes'])
  expect([applied.code, applied.out]).toEqual([0, expect.stringContaining('purpose')])
  writeFileSync(data.file, text.replace('currency: EUR', 'currency: EURO'))
  const broken = await kontor(['apply', 'edited', '--yes'])
  expect([broken.code, broken.err]).toEqual([1, expect.stringContaining('company.yaml:5')])
})

test('a data folder that cannot be made is refused at once, with the reason', async () => {
  for (const data of ['/proc/kontor', '/dev/null/kontor']) {
    const { code, err } = await kontor(['--data', data, 'launch', 'ledgerline', '--name', 'A', '--yes'])
    expect([data, code, err]).toEqual([data, 1, expect.stringContaining('cannot be made')])
  }
})
