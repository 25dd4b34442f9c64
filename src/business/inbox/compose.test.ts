import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { accepted, instant, isRefusal } from '#kernel'
import { type AutomaticMail, composeAutomatic, composeLimits, composeMail, type OutgoingMail } from './compose.ts'
import type { ReadMessage } from './message.ts'
import { readMessage } from './read-message.ts'

const mail: OutgoingMail = {
  messageId: '<msg-1@quietinbox.example>',
  date: instant('2026-10-05T09:00:00Z'),
  from: { name: 'Quiet Inbox', address: 'help@quietinbox.example' },
  to: [{ name: 'Mari Mägi', address: 'mari@flowershop.example' }],
  subject: 'Re: Lieferung nach Österreich?',
  text: 'Ja, gerne.\n\n.\nFrom here on\n',
  inReplyTo: '<q1@flowershop.example>',
  references: ['<first@quietinbox.example>', '<q1@flowershop.example>'],
  attachments: [
    { filename: 'Rechnung für Mägi.xml', contentType: 'application/xml', bytes: Buffer.from('<Invoice/>') },
  ],
}
const automatic: AutomaticMail = {
  ...mail,
  origin: 'auto-replied',
  aiNotice: 'This answer was written by a machine.',
  personRoute: 'Write "person" and one of us answers.',
}

const readBack = async (raw: Uint8Array): Promise<ReadMessage> => accepted(await readMessage(raw))
const headerNames = (raw: Uint8Array): string[] =>
  (Buffer.from(raw).toString('latin1').split('\r\n\r\n', 1)[0] ?? '')
    .split(/\r\n(?![ \t])/)
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
    .toSorted()

test('what was composed reads back as it was meant', async () => {
  const { raw, from, to } = accepted(await composeMail(mail))
  const back = await readBack(raw)
  expect(back).toMatchObject({
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    date: mail.date,
  })
  expect(back.text).toBe('Ja, gerne.\n\n.\nFrom here on')
  expect(back.attachments[0]).toMatchObject({ filename: 'Rechnung für Mägi.xml', contentType: 'application/xml' })
  expect(Buffer.from(back.attachments[0]!.bytes).toString()).toBe('<Invoice/>')
  expect({ from, to }).toEqual({ from: 'help@quietinbox.example', to: ['mari@flowershop.example'] })
  expect(headerNames(raw)).not.toContain('auto-submitted')
})

test('the same mail composes to the same bytes', async () => {
  expect(accepted(await composeMail(mail)).raw).toEqual(accepted(await composeMail(mail)).raw)
})

test('lines end as SMTP wants them', async () => {
  const text = Buffer.from(accepted(await composeMail(mail)).raw).toString('latin1')
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
})

test('a machine’s mail says so in its headers and its words, and names a way to a person', async () => {
  const { raw } = accepted(await composeAutomatic(automatic))
  const back = await readBack(raw)
  expect(back.headers['auto-submitted']).toBe('auto-replied')
  expect(back.text.startsWith(automatic.aiNotice)).toBe(true)
  expect(back.text.endsWith(automatic.personRoute)).toBe(true)
})

test.each([['aiNotice'], ['personRoute']] as const)('without its %s a machine’s mail is not composed', async (part) => {
  for (const missing of ['', '  \n', '\u200b\u200b', '-'])
    expect(await composeAutomatic({ ...automatic, [part]: missing })).toMatchObject({ kind: 'ai-notice-missing' })
})

const attack = 'x\r\nBcc: victim@x.example'
test.each<[string, Partial<OutgoingMail>]>([
  ['subject', { subject: attack }],
  ['sender’s name', { from: { ...mail.from, name: attack } }],
  ['recipient’s name', { to: [{ address: 'a@b.example', name: 'x\n\nbody' }] }],
  ['recipient’s address', { to: [{ address: 'a@b.example\r\nBcc: c@d.example', name: '' }] }],
  ['two addresses in one', { to: [{ address: 'a@b.example, c@d.example', name: '' }] }],
  ['message id', { messageId: '<a@b>\r\nBcc: c@d.example' }],
  ['answered id', { inReplyTo: '<a@b> <c@d>' }],
  ['references', { references: ['<a@b>\nX: y'] }],
  ['file name', { attachments: [{ filename: 'a\r\nX: y', contentType: 'a/b', bytes: new Uint8Array() }] }],
  ['content type', { attachments: [{ filename: 'a', contentType: 'a/b\r\nX: y', bytes: new Uint8Array() }] }],
])('a line break in the %s is refused', async (_, change) => {
  expect(await composeMail({ ...mail, ...change })).toMatchObject({
    kind: expect.stringMatching(/^mail-(header-unsafe|address-malformed)$/),
  })
})

test('whatever words are put in, no header is added and the recipients stay', async () => {
  const expected = headerNames(accepted(await composeMail(mail)).raw)
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(attack, '=?utf-8?Q?=0D=0ABcc:_a=40b.example?=', '"; <evil@x.example>,', '\u2028Bcc: a@b.example'),
    fc
      .array(fc.constantFrom('\r', '\n', 'Bcc:', ' ', 'ä', '"', '<', '>', '@', ',', '=?', '?=', '\\'), {
        maxLength: 20,
      })
      .map((parts) => parts.join('')),
  )
  await fc.assert(
    fc.asyncProperty(words, words, words, words, async (subject, name, filename, text) => {
      const attachments = [{ filename: filename || 'a', contentType: 'text/csv', bytes: Buffer.from('1') }]
      const to = [{ name, address: 'mari@flowershop.example' }]
      const composed = await composeMail({ ...mail, subject: subject || 'x', to, text: text || 'x', attachments })
      if (isRefusal(composed)) return
      const names = headerNames(composed.raw)
      expect(new Set(names).size).toBe(names.length)
      for (const name of names) expect(expected).toContain(name)
      const back = await readBack(composed.raw)
      expect(back.to.map(({ address }) => address)).toEqual(['mari@flowershop.example'])
      expect(back.cc).toEqual([])
      expect(back.attachments).toHaveLength(1)
    }),
    { numRuns: 300 },
  )
})

test('a text that knows the boundary scheme still cannot end its part', async () => {
  const plain = accepted(await composeMail(mail))
  const boundary = /boundary="([^"]+)"/.exec(Buffer.from(plain.raw).toString('latin1'))?.[1] ?? ''
  expect(boundary).not.toBe('')
  const forged = accepted(await composeMail({ ...mail, text: `x\n--${boundary}--\n--${boundary}\n\nforged` }))
  const back = await readBack(forged.raw)
  expect(back.text).toContain('forged')
  expect(back.attachments).toHaveLength(1)
})

test('mails above a limit are refused', async () => {
  const crowd = Array.from({ length: composeLimits.recipients + 1 }, (_, n) => ({
    name: '',
    address: `u${n}@x.example`,
  }))
  expect(await composeMail({ ...mail, to: crowd })).toMatchObject({ kind: 'mail-too-many-recipients' })
  expect(await composeMail({ ...mail, to: [] })).toMatchObject({ kind: 'mail-no-recipient' })
  expect(await composeMail({ ...mail, subject: 'x'.repeat(501) })).toMatchObject({ kind: 'mail-too-big' })
  expect(await composeMail({ ...mail, text: 'x'.repeat(1_000_001) })).toMatchObject({ kind: 'mail-too-big' })
})
