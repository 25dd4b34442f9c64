import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { accepted, isRefusal } from '#kernel'
import { checkShape } from './mail-shape.ts'
import { mailLimits, type ReadMessage } from './message.ts'
import { readMessage } from './read-message.ts'

const fixture = async (name: string): Promise<ReadMessage> =>
  accepted(await readMessage(await readFile(new URL(`fixtures/${name}.eml`, import.meta.url))))

const read = (text: string): ReturnType<typeof readMessage> => readMessage(Buffer.from(text, 'utf8'))
const mail = async (text: string): Promise<ReadMessage> => accepted(await read(text))
const refusedAs = async (raw: Uint8Array | string): Promise<string> => {
  const result = await readMessage(typeof raw === 'string' ? Buffer.from(raw) : raw)
  return isRefusal(result) ? result.kind : 'accepted'
}

test('a customer’s question is read with its names, ids, date and text', async () => {
  const question = await fixture('question')
  expect(question).toMatchObject({
    messageId: '<q1@flowershop.example>',
    inReplyTo: '<welcome@quietinbox.example>',
    references: ['<first@quietinbox.example>', '<welcome@quietinbox.example>'],
    from: { name: 'Mari Mägi', address: 'mari@flowershop.example' },
    to: [{ name: 'Support', address: 'help@quietinbox.example' }],
    cc: [{ name: 'Tamm, Jaan', address: 'jaan@flowershop.example' }],
    replyTo: [{ name: '', address: 'shop@flowershop.example' }],
    subject: 'Lieferung nach Österreich?',
    date: '2026-10-05T09:00:00.000Z',
    textCut: false,
    attachments: [],
    headers: { 'auto-submitted': 'no', 'return-path': '<mari@flowershop.example>' },
  })
  expect(question.text).toMatch(/^Guten Tag, liefern Sie auch nach Österreich\?\n\nAm Mo/)
})

test('a mail that has only HTML is read as text, without scripts, styles and tracking pictures', async () => {
  const { text } = await fixture('html-only')
  expect(text).toBe('Grüße aus Köln & Bonn,\n\nwo finde ich die Rechnung?\nDanke\n\n> Ihre alte Frage')
})

test('an attached file keeps its bytes and loses the folders in its name', async () => {
  const { text, attachments } = await fixture('attachment')
  expect(text).toBe('Rechnung über 12,50 €')
  expect(attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
    ['rächnung.pdf', 'application/pdf'],
  ])
  expect(Buffer.from(attachments[0]!.bytes).toString()).toBe('%PDF-1.4 not really')
  expect(attachments[0]!.sha256).toMatch(/^[0-9a-f]{64}$/)
})

test('a mail without a sender is refused', async () => {
  const result = await readMessage(await readFile(new URL('fixtures/no-from.eml', import.meta.url)))
  expect(result).toMatchObject({ refused: true, kind: 'mail-no-from' })
})

test.each([
  ['From: nobody\n\n'],
  ['From: <a b@c.example>\n\n'],
  ['From: Friends:;\n\n'],
  ['From: a@b..example\n\n'],
  ['From: =?utf-8?B?Ym9zcyA8Ym9zc0Bjb3JwLmV4YW1wbGU+?=\n\n'],
  ['From : \u00a0\n\n'],
  [''],
  ['\n\n\n'],
])('%j names no usable sender', async (text) => {
  expect(await refusedAs(text)).toBe('mail-no-from')
})

test('a mail with two senders is refused, because two readers would see two different ones', async () => {
  expect(await refusedAs('From: a@b.example\nFrom: boss@corp.example\n\nhi')).toBe('mail-two-senders')
  expect(await refusedAs('From: a@b.example, boss@corp.example\n\nhi')).toBe('mail-two-senders')
})

test('malformed addresses among the recipients are left out and the rest is kept', async () => {
  const { to } = await mail('From: a@b.example\nTo: ok@x.example, <broken, Team: t@x.example;, @, "q"@x.example\n\nhi')
  expect(to.map(({ address }) => address)).toEqual(expect.arrayContaining(['ok@x.example']))
  for (const { address } of to) expect(address).toMatch(/^[a-z]+@x\.example$/)
})

test('line breaks and direction marks smuggled in by encoded words do not survive', async () => {
  const { subject, from, attachments } = await mail(
    [
      'From: =?utf-8?Q?Mari=0D=0ABcc:_x=40y.example?= <mari@shop.example>',
      'Subject: =?utf-8?Q?Hello=0D=0ABcc:_victim=40x.example=00?=',
      'Content-Type: application/pdf',
      "Content-Disposition: attachment; filename*=utf-8''in%E2%80%AEfdp.exe%0D%0A",
      '',
      'x',
    ].join('\r\n'),
  )
  expect(subject).toBe('Hello Bcc: victim@x.example')
  expect(from.address).toBe('mari@shop.example')
  expect(from.name).not.toMatch(/[\r\n]/)
  expect(attachments[0]!.filename).toBe('in fdp.exe')
})

test('a lie about the charset costs letters, never the mail', async () => {
  const latin = Buffer.concat([
    Buffer.from('From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'),
    Buffer.from('Grüße\0', 'latin1'),
  ])
  expect(accepted(await readMessage(latin)).text).toBe('Gr\ufffd\ufffde')
  const unknown = await mail('From: a@b.example\nContent-Type: text/plain; charset=klingon\n\nhello')
  expect(unknown.text).toBe('hello')
})

test('a date without a zone is UTC, and a date that is none is left out', async () => {
  const dateOf = async (date: string) => (await mail(`From: a@b.example\nDate: ${date}\n\n`)).date
  expect(await dateOf('5 Oct 26 11:00')).toBe('2026-10-05T11:00:00.000Z')
  expect(await dateOf('Mon, 05 Oct 2026 11:00:00 EST')).toBe('2026-10-05T16:00:00.000Z')
  expect(await dateOf('Mon, 31 Feb 2026 11:00:00 +0000')).toBeUndefined()
  expect(await dateOf('yesterday')).toBeUndefined()
})

test('the words of an attached mail are not the sender’s words', async () => {
  const { text, attachments } = await mail(
    'From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nmine\n--x\nContent-Type: message/rfc822\n\nFrom: c@d.example\n\ntheirs\n--x--\n',
  )
  expect(text).toBe('mine')
  expect(attachments.map(({ contentType }) => contentType)).toEqual(['message/rfc822'])
})

const nested = (levels: number): string => {
  const open = Array.from({ length: levels }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`)
  return `From: a@b.example\n${open.join('')}\nhi\n`
}
const attachedMails = (levels: number): string =>
  'From: a@b.example\n' + 'Content-Type: message/rfc822\n\nFrom: c@d.example\n'.repeat(levels) + '\nhi\n'

test('parts nested a hundred deep are refused, and as deep as honest mail goes they are read', async () => {
  expect(await refusedAs(nested(100))).toBe('mail-too-deep')
  expect(await refusedAs(attachedMails(100))).toBe('mail-too-deep')
  expect(await refusedAs(nested(10))).toBe('accepted')
  expect(await refusedAs(attachedMails(10))).toBe('accepted')
})

test('50 MB are refused by their size alone', async () => {
  const huge = Buffer.alloc(50 * 1024 * 1024, 0x41)
  expect(checkShape(huge)).toMatchObject({
    kind: 'mail-too-big',
    facts: { found: huge.length, limit: mailLimits.bytes },
  })
  expect(await refusedAs(huge)).toBe('mail-too-big')
})

test('a million lines are refused before a parser sees them', async () => {
  expect(await refusedAs(`From: a@b.example\n\n${'x\n'.repeat(1_000_000)}`)).toBe('mail-too-many-lines')
})

test('too many parts, headers and recipients are refused', async () => {
  const parts = `From: a@b.example\nContent-Type: multipart/mixed; boundary="x"\n\n${'--x\n\nhi\n'.repeat(600)}--x--\n`
  expect(await refusedAs(parts)).toBe('mail-too-many-parts')
  expect(await refusedAs(`From: a@b.example\n${'X-Y: z\n'.repeat(60_000)}\n`)).toBe('mail-headers-too-big')
  const crowd = Array.from({ length: 1_001 }, (_, n) => `u${n}@x.example`).join(',\n ')
  expect(await refusedAs(`From: a@b.example\nTo: ${crowd}\n\n`)).toBe('mail-too-many-recipients')
})

test('a text or page without end is read so far as the limit goes, and says so', async () => {
  const long = await mail(`From: a@b.example\n\n${'word '.repeat(500_000)}`)
  expect([long.text.length, long.textCut]).toEqual([mailLimits.textChars, true])
  const page = await mail(`From: a@b.example\nContent-Type: text/html\n\n<p>${'<b></b>'.repeat(400_000)}end`)
  expect([page.text, page.textCut]).toEqual(['', true])
})

test('a boundary that hides from the scan still meets a limit', async () => {
  const hidden = `From: a@b.example\nContent-Type: multipart/mixed; boundary(c)="x"\n\n${'--x\nContent-Type: a/b\n\nhi\n'.repeat(600)}--x--\n`
  expect(checkShape(Buffer.from(hidden))).toBeUndefined()
  expect(await refusedAs(hidden)).toBe('mail-too-many-parts')
})

test('whatever bytes arrive, the answer is a message or a refusal, and never a throw', async () => {
  const line = fc.oneof(
    fc.constantFrom('From: a@b.example', 'Content-Type: multipart/mixed; boundary=x', '--x', '--x--', '', ' folded'),
    fc.constantFrom(
      'Content-Transfer-Encoding: base64',
      'Content-Type: text/html; charset=utf-16',
      '<p',
      '<!--',
      '&#x',
    ),
    fc.constantFrom('Content-Type: message/delivery-status', 'To: "', 'Subject: =?utf-8?B?4oKs?= =?x?Q?=', 'From: <'),
    fc.string({ unit: 'binary' }),
  )
  const rubbish = fc.oneof(
    fc.uint8Array({ maxLength: 2_000 }),
    fc.array(line, { maxLength: 40 }).map((lines) => new Uint8Array(Buffer.from(lines.join('\r\n'), 'utf8'))),
    fc
      .tuple(fc.array(line, { maxLength: 10 }), fc.uint8Array({ maxLength: 500 }))
      .map(([lines, tail]) => new Uint8Array(Buffer.concat([Buffer.from(lines.join('\n')), tail]))),
  )
  await fc.assert(
    fc.asyncProperty(rubbish, async (raw) => {
      const result = await readMessage(raw)
      if (isRefusal(result)) return
      expect(result.from.address).toContain('@')
      expect(JSON.stringify([result.subject, result.from, result.to, result.headers])).not.toMatch(/[\r\n\0]/)
      expect(result.text).not.toMatch(/[\r\0]/)
    }),
    { numRuns: 500 },
  )
})

test('a cut-off mail is read as far as it goes', async () => {
  const whole = await readFile(new URL('fixtures/attachment.eml', import.meta.url))
  for (let length = 0; length < whole.length; length += 7) {
    const result = await readMessage(whole.subarray(0, length))
    expect(isRefusal(result) ? result.kind : 'read').toMatch(/^(read|mail-no-from)$/)
  }
})
