import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { document } from './document.ts'
import { InboxPage } from './pages/inbox.tsx'
import { ThreadPage } from './pages/thread.tsx'
import { WaitingPage } from './pages/waiting.tsx'
import { paths } from './paths.ts'
import { inbox, thread } from './samples/inbox.ts'
import { waiting, waitingMail } from './samples/waiting.ts'

const attack = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;b&gt; ' style="x`
const escaped = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'

/** The page with one text of a stranger in every place that shows strangers' texts. */
function threadWith(text: string): string {
  const [first, ...others] = thread.messages
  if (!first) throw new Error('the sample has messages')
  const message = { ...first, from: text, to: text, text, attachments: [{ name: text, size: '1 KB' }] }
  const party = { name: text, address: text, note: text }
  return document(ThreadPage({ ...thread, subject: text, party, messages: [message, ...others] }))
}

function waitingWith(text: string): string {
  const evidence = waitingMail.evidence
  if (!evidence) throw new Error('the sample has evidence')
  const item = { ...evidence.item, act: text, why: text, company: text }
  const mail = { title: 'Mail', from: text, to: text, subject: text, text, attachments: [{ name: text, size: '1 KB' }] }
  const approve = { label: text, action: paths.act('approvals.approve'), fields: { [text]: text } }
  const changed = {
    ...evidence,
    item,
    mail,
    approve,

    facts: [{ label: text, value: text, machine: true }],
  }
  return document(WaitingPage({ ...waiting, items: [item], evidence: changed }))
}

describe('text of strangers', () => {
  test('is shown as text wherever a mail is shown', () => {
    const html = threadWith(attack)
    expect(html).not.toContain('<script>alert')
    expect(html).not.toContain('<img')
    expect(html.split(escaped).length - 1).toBeGreaterThanOrEqual(8)
  })

  test('is shown as text wherever a decision is shown', () => {
    const html = waitingWith(attack)
    expect(html).not.toContain('<script>alert')
    expect(html).not.toContain('<img')
    expect(html.split(escaped).length - 1).toBeGreaterThanOrEqual(9)
  })

  test('never adds a tag or an attribute to a page, whatever it is', () => {
    const shape = (html: string) => html.replace(/<[^>]*>/g, (tag) => tag.replace(/="[^"]*"/g, '=""')).match(/<[^>]*>/g)
    const plainThread = shape(threadWith('x'))
    const plainWaiting = shape(waitingWith('x'))
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '<script>',
      '</div>',
      '<!--',
      ']]>',
      '\u202e',
      '\0',
      'é',
      ' on=',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { minLength: 1, maxLength: 8 }), (pieces) => {
        const text = `x${pieces.join('')}`
        expect(shape(threadWith(text))).toEqual(plainThread)
        expect(shape(waitingWith(text))).toEqual(plainWaiting)
      }),
      { numRuns: 60 },
    )
  })

  test('stands apart from the text around it, even when it is written from right to left', () => {
    const [first, ...others] = inbox.threads
    if (!first) throw new Error('the sample has threads')
    const html = document(InboxPage({ ...inbox, threads: [{ ...first, subject: '\u202eexe.fdp' }, ...others] }))
    expect(html).toContain('<bdi>\u202eexe.fdp</bdi>')
  })

  test('cannot lead an address out of its place', () => {
    expect(paths.company('../../do/pay?x=1#"')).toBe('/c/..%2F..%2Fdo%2Fpay%3Fx%3D1%23%22/')
    expect(paths.decision('a&approve=1')).toBe('/waiting?item=a%26approve%3D1')
  })
})
