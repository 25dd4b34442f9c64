import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { accepted } from '#kernel'
import { type Arrival, type Writer, whoWrote } from './automatic.ts'
import { readMessage } from './read-message.ts'

const own = ['help@quietinbox.example', 'Books@quietinbox.example']

const judge = async (raw: Uint8Array | string, arrival: Arrival = { own }): Promise<Writer> =>
  whoWrote(accepted(await readMessage(Buffer.from(raw))), arrival)
const fixture = async (name: string): Promise<Writer> =>
  judge(await readFile(new URL(`fixtures/${name}.eml`, import.meta.url)))
const kindOf = async (...headers: string[]): Promise<string> =>
  (await judge(['From: mari@shop.example', ...headers, '', 'hi'].join('\n'))).kind

test('a customer is a person, also when the mail says Auto-Submitted: no', async () => {
  expect(await fixture('question')).toEqual({ kind: 'person' })
  expect(await kindOf('Auto-Submitted: No')).toBe('person')
})

test('a delivery report tells who was not reached, why, and which of our mails came back', async () => {
  expect(await fixture('bounce')).toEqual({
    kind: 'bounce',
    why: 'a delivery report',
    bounce: {
      recipients: [
        {
          address: 'gone@shop.example',
          action: 'failed',
          status: '5.1.1',
          diagnostic: 'smtp; 550 5.1.1 User unknown',
        },
      ],
      originalMessageId: '<inv-9@quietinbox.example>',
    },
  })
})

test('a delayed delivery is told apart from a failed one', async () => {
  const report = (action: string): string =>
    [
      'From: postmaster@mx.example',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
      '',
      '--x',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Final-Recipient: rfc822; <a@b.example>',
      `Action: ${action}`,
      'Status: 4.4.1',
      '',
      'Final-Recipient: rfc822; not an address',
      'Action: failed',
      '',
      '--x',
      'Content-Type: text/rfc822-headers',
      '',
      'Message-ID:',
      ' <folded@quietinbox.example>',
      '--x--',
    ].join('\r\n')
  expect(await judge(report('Delayed'))).toMatchObject({
    bounce: {
      recipients: [{ address: 'a@b.example', action: 'delayed', status: '4.4.1' }],
      originalMessageId: '<folded@quietinbox.example>',
    },
  })
  expect(await judge(report('constructor'))).toMatchObject({ bounce: { recipients: [{ action: 'unknown' }] } })
})

test('a mail system’s own words with a null return-path are a bounce, with or without a report', async () => {
  const bare = 'From: MAILER-DAEMON@mx.example\nReturn-Path: <>\n\nsorry'
  expect(await judge(bare)).toMatchObject({ kind: 'bounce', bounce: { recipients: [] } })
  const exim = 'From: Mailer-Daemon@mx.example\nX-Failed-Recipients: a@b.example, c@d.example\n\nsorry'
  expect(await judge(exim)).toMatchObject({
    kind: 'bounce',
    bounce: { recipients: [{ address: 'a@b.example' }, { address: 'c@d.example' }] },
  })
})

test('an out-of-office note is recognised by its headers; the subject only names it', async () => {
  expect(await fixture('out-of-office')).toMatchObject({
    kind: 'out-of-office',
    why: expect.stringMatching(/^Auto-Submitted/),
  })
  expect(await kindOf('Subject: Out of office until Monday')).toBe('person')
  expect(await kindOf('Subject: Automatische Antwort: Angebot', 'X-Autoreply: yes')).toBe('out-of-office')
  expect(await kindOf('Subject: Abwesend', 'X-Auto-Response-Suppress: DR, OOF, AutoReply')).toBe('out-of-office')
  expect(await kindOf('Subject: Puhkusel', 'Return-Path: <>')).toBe('out-of-office')
})

test.each([
  ['list', 'List-Id: <x.example>'],
  ['list', 'List-Unsubscribe: <https://x.example>'],
  ['list', 'Precedence: list'],
  ['automatic', 'Precedence: bulk'],
  ['automatic', 'Precedence: JUNK'],
  ['automatic', 'Auto-Submitted: auto-generated'],
  ['automatic', 'Auto-Submitted: auto-notified; owner-email="a@b.example"'],
  ['automatic', 'Return-Path: <>'],
  ['automatic', 'X-Auto-Response-Suppress: All'],
  ['automatic', 'Reply-To: no-reply@shop.example'],
  ['automatic', 'Content-Type: multipart/report; report-type=disposition-notification; boundary=x'],
  ['person', 'X-Auto-Response-Suppress: DR, RN'],
  ['person', 'Precedence: normal'],
  ['own', 'Reply-To: help@quietinbox.example'],
])('a mail is %s because of %s', async (kind, header) => {
  expect(await kindOf(header)).toBe(kind)
})

test('a second Auto-Submitted header does not hide the first', async () => {
  expect(await kindOf('Auto-Submitted: no', 'Auto-Submitted: auto-replied')).toBe('automatic')
  expect(await kindOf('Auto-Submitted: auto-replied', 'Auto-Submitted: no')).toBe('automatic')
})

test.each([
  'noreply',
  'no-reply',
  'no_reply',
  'NoReply+17',
  'do-not-reply',
  'donotreply',
  'nicht-antworten',
  'postmaster',
])('%s@ is never answered', async (local) => {
  expect(await judge(`From: ${local}@shop.example\n\nhi`)).toMatchObject({ kind: 'automatic' })
})

test.each(['noreen', 'nora.reply', 'eileen', 'neveraanswerson'])('%s@ is a person', async (local) => {
  expect(await judge(`From: ${local}@shop.example\n\nhi`)).toEqual({ kind: 'person' })
})

test('our own mail coming back is not answered, in whatever letters the address is written', async () => {
  expect(await judge('From: BOOKS@QuietInbox.example\n\nhi')).toMatchObject({ kind: 'own' })
})

test('the envelope’s null sender counts when no header shows it', async () => {
  const raw = 'From: mari@shop.example\n\nhi'
  expect(await judge(raw, { own, envelopeFrom: '' })).toMatchObject({ kind: 'automatic', why: 'a null return-path' })
  expect(await judge(raw, { own, envelopeFrom: 'mari@shop.example' })).toEqual({ kind: 'person' })
})

test('list mail is list mail', async () => {
  expect(await fixture('list')).toMatchObject({ kind: 'list' })
})
