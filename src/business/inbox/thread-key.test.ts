import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { threadIds, threadOf } from './thread-key.ts'

const bare = { messageId: undefined, inReplyTo: undefined, references: [], rawSha256: 'ab12' }
const id = (n: number): string => `<${n}@x.example>`

test('an answer joins the conversation of the mail that it answers', () => {
  const known = new Map([
    [id(1), 'first'],
    [id(2), 'second'],
  ])
  const answer = { ...bare, messageId: id(9), inReplyTo: id(2), references: [id(1)] }
  expect(threadOf(answer, (key) => known.get(key))).toEqual({ kind: 'continues', conversation: 'second', by: id(2) })
})

test('when the answered mail is unknown, the newest known reference decides', () => {
  const known = new Map([
    [id(1), 'old'],
    [id(3), 'newer'],
  ])
  const answer = { ...bare, messageId: id(9), inReplyTo: id(8), references: [id(1), id(3), id(7)] }
  expect(threadOf(answer, (key) => known.get(key))).toMatchObject({ conversation: 'newer', by: id(3) })
})

test('a mail without any id starts a conversation of its own', () => {
  expect(threadOf(bare, () => undefined)).toEqual({ kind: 'starts', key: '<ab12@no-message-id.invalid>' })
  expect(threadIds(bare)).toEqual([])
})

test('mails of one conversation meet in whatever order they arrive', () => {
  const mails = [
    { ...bare, messageId: id(1) },
    { ...bare, messageId: id(2), inReplyTo: id(1), references: [id(1)] },
    { ...bare, messageId: id(3), inReplyTo: id(2), references: [id(1), id(2)] },
    { ...bare, messageId: id(4), inReplyTo: id(3), references: [id(1), id(2), id(3)] },
  ]
  fc.assert(
    fc.property(fc.shuffledSubarray(mails, { minLength: 1 }), (arriving) => {
      const known = new Map<string, string>()
      const conversations = arriving.map((mail) => {
        const thread = threadOf(mail, (key) => known.get(key))
        const conversation = thread.kind === 'continues' ? thread.conversation : thread.key
        if (thread.kind === 'starts') known.set(thread.key, conversation)
        known.set(mail.messageId, conversation)
        return conversation
      })
      expect(new Set(conversations).size).toBe(1)
    }),
  )
})
