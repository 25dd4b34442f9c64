import type { ReadMessage } from './message.ts'

type Linked = Pick<ReadMessage, 'messageId' | 'inReplyTo' | 'references' | 'rawSha256'>

export type Thread<Conversation> =
  | { readonly kind: 'continues'; readonly conversation: Conversation; readonly by: string }
  | { readonly kind: 'starts'; readonly key: string }

/**
 * The ids by which a conversation may be known, most telling first: what it answers, what it refers to (newest
 * first), and itself (its answer may have come before it).
 */
export function threadIds({ messageId, inReplyTo, references }: Linked): string[] {
  const ids = [inReplyTo, ...references.toReversed(), messageId]
  return [...new Set(ids.filter((id) => id !== undefined))]
}

/**
 * The conversation that a mail belongs to. `known` answers for ids of mails already filed and for the keys of
 * conversations. A new one is filed under its root id, so that answers which overtake each other meet.
 * Headers are the sender's word: that a stranger continues a conversation gives no right to read it.
 */
export function threadOf<Conversation>(
  message: Linked,
  known: (id: string) => Conversation | undefined,
): Thread<Conversation> {
  for (const by of threadIds(message)) {
    const conversation = known(by)
    if (conversation !== undefined) return { kind: 'continues', conversation, by }
  }
  return { kind: 'starts', key: threadKey(message) }
}

function threadKey({ references, inReplyTo, messageId, rawSha256 }: Linked): string {
  return references[0] ?? inReplyTo ?? messageId ?? `<${rawSha256}@no-message-id.invalid>`
}
