import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { approvalsMigrations } from '#approvals'
import { bankingMigrations } from '#banking'
import { companiesMigrations, launchCompany, quarantinedFiles } from '#companies'
import { engineMigrations } from '#engine'
import { conversationQuery, conversations, importFile, inboxMigrations, messageReceived, queueMail } from '#inbox'
import { invoicingMigrations } from '#invoicing'
import { accepted, founder, newId, role } from '#kernel'
import { ledgerMigrations } from '#ledger'
import { offersMigrations } from '#offers'
import { partiesMigrations } from '#parties'
import { type CompanyId, logLines } from '#store'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'

const file = readFileSync(join(process.cwd(), 'templates', 'quiet-inbox', 'company.yaml'), 'utf8')
let store: TestStore
let company: CompanyId
beforeAll(async () => {
  store = await openTestStore([
    ...engineMigrations,
    ...ledgerMigrations,
    ...approvalsMigrations,
    ...partiesMigrations,
    ...companiesMigrations,
    ...offersMigrations,
    ...invoicingMigrations,
    ...bankingMigrations,
    ...inboxMigrations,
  ])
})
beforeEach(async () => {
  company = newId('cmp', store.clock.now(), store.chance)
  accepted(await store.execute(launchCompany, { company, actor: founder, input: { file } }))
})

type Parts = { from?: string; subject?: string; id?: string; more?: string[]; text?: string }
const mail = ({
  from = 'Ada <ada@shop.example>',
  subject = 'Question',
  id = '<1@shop.example>',
  more = [],
  text = 'Hi',
}: Parts): Buffer =>
  Buffer.from(
    [
      `From: ${from}`,
      'To: hello@quiet-inbox.example',
      `Subject: ${subject}`,
      `Message-ID: ${id}`,
      ...more,
      '',
      text,
    ].join('\r\n'),
  )
const take = (content: Uint8Array, name = 'a.eml') => importFile(store, { company, name, content, actor: founder })
const all = async () => accepted(await store.ask(company, conversations, {}))
const support = (to = 'ada@shop.example', more = {}) =>
  store.execute(queueMail, {
    company,
    actor: role('support'),
    input: { to: { address: to }, subject: 'Re: Question', text: 'Hello', ...more },
  })

test('the same mail twice is one message, and an answer joins its conversation', async () => {
  expect(await take(mail({}))).toMatchObject({ state: 'taken-in', kind: 'mail' })
  expect(await take(mail({}))).toMatchObject({ state: 'duplicate' })
  await take(mail({ id: '<2@shop.example>', more: ['In-Reply-To: <1@shop.example>'], text: 'And?' }))
  expect(await all()).toHaveLength(1)
})

test('a mail is told by its form to hold an order, a bill or words', async () => {
  await take(mail({ text: 'Order: faq-setup x 1\nName: A\nAddress: B\nPostcode: 1\nCity: C\nCountry: DE' }))
  await take(readFileSync(join(process.cwd(), 'examples/first-month/quiet-inbox/mail/08-bill-serverhof.eml')))
  await take(mail({ id: '<3@shop.example>', text: 'What does it cost?' }))
  const abouts = await store.read(company, async (tx) => {
    const found: string[] = []
    for await (const line of logLines(tx))
      if (line.type === messageReceived.type) found.push((JSON.parse(line.body) as { about: string }).about)
    return found
  })
  expect(abouts).toEqual(['order', 'bill', 'words'])
})

test('what a machine sent is noted and closed; a person who writes again opens it', async () => {
  await take(mail({ more: ['Auto-Submitted: auto-replied'] }))
  expect(await all()).toMatchObject([{ state: 'resolved' }])
  await take(mail({ id: '<2@shop.example>', more: ['In-Reply-To: <1@shop.example>'] }))
  expect(await all()).toMatchObject([{ state: 'open' }])
})

test('when our mail comes back, its conversation waits for a person with the reason', async () => {
  await take(mail({}))
  const [conversation] = await all()
  const { outcome } = accepted(await support('ada@shop.example', { conversation: conversation?.id }))
  const report = [
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    'MIME-Version: 1.0',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Your mail could not be delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.shop.example',
    '',
    'Final-Recipient: rfc822; ada@shop.example',
    'Action: failed',
    'Status: 5.2.2',
    'Diagnostic-Code: smtp; 552 mailbox full',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${outcome.messageId}`,
    '--b--',
  ]
  await take(
    Buffer.from(
      [
        'From: MAILER-DAEMON@shop.example',
        'To: hello@quiet-inbox.example',
        'Subject: Undelivered',
        'Message-ID: <b@shop.example>',
        'Return-Path: <>',
        ...report,
      ].join('\r\n'),
    ),
  )
  expect(await all()).toMatchObject([{ state: 'waiting', reason: expect.stringContaining('5.2.2') }])
})

test('a role writes to one address automatically at most once a day, and carries the notice that it is a machine', async () => {
  await take(mail({}))
  accepted(await support())
  expect(await support()).toMatchObject({ kind: 'already-answered-today' })
  const [latest] = (await all()).filter((it) => it.subject === 'Re: Question')
  const thread = accepted(await store.ask(company, conversationQuery, { conversation: latest!.id }))
  expect(thread.messages).toMatchObject([{ direction: 'out', state: 'sending', writer: 'automatic' }])
})

test('a role that policy does not let write cannot, and a role without a place in the file least of all', async () => {
  const bookkeeping = await store.execute(queueMail, {
    company,
    actor: role('bookkeeping'),
    input: { to: { address: 'x@shop.example' }, subject: 'S', text: 'T' },
  })
  expect(bookkeeping).toMatchObject({ kind: 'policy-denies' })
  const stranger = await store.execute(queueMail, {
    company,
    actor: role('marketing'),
    input: { to: { address: 'x@shop.example' }, subject: 'S', text: 'T' },
  })
  expect(stranger).toMatchObject({ kind: 'policy-denies' })
})

test('a file that is nothing we know, and one that is broken, are set aside with the reason and once each', async () => {
  expect(await take(Buffer.from([0xff, 0xd8, 0xff]), 'photo.jpg')).toMatchObject({
    state: 'quarantined',
    kind: 'unknown',
  })
  expect(await take(mail({ from: '' }))).toMatchObject({ state: 'quarantined', facts: { kind: 'mail-no-from' } })
  expect(await take(mail({ from: '' }))).toMatchObject({ state: 'quarantined' })
  expect(await take(Buffer.from('<?xml version="1.0"?><Invoice/>'), 'bill.xml')).toMatchObject({
    state: 'quarantined',
    kind: 'invoice',
  })
  expect(await take(Buffer.alloc(0), 'empty')).toMatchObject({ state: 'quarantined' })
  expect(
    accepted(await store.ask(company, quarantinedFiles, {}))
      .map((it) => it.kind)
      .sort(),
  ).toEqual(['file-not-recognised', 'file-not-recognised', 'mail-no-from', 'not-an-invoice'].sort())
})
