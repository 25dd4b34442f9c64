import { type Clock, refuse } from '#kernel'
import { type Dispatch, MailNotSent, type MailSender, type Sent } from '#inbox'

/** What the world says to the next mail; `lost-answer` takes it and hangs up before saying so. */
export type FakeAnswer = 'accept' | 'reject' | 'try-later' | 'lost-answer'

export type FakeMail = MailSender & {
  find(key: string): Promise<Sent | undefined>
  /** Answers given in this order; when none are left, everything is accepted. */
  answerNext(...answers: readonly FakeAnswer[]): void
  /** What arrived, oldest first. */
  arrived(): readonly Dispatch[]
}

/** The mail world in memory: the twin of the real senders, for simulations and tests. */
export function fakeMail({ clock }: { clock: Clock }): FakeMail {
  const sent = new Map<string, Sent>()
  const mailbox: Dispatch[] = []
  const script: FakeAnswer[] = []
  return {
    answerNext: (...answers) => void script.push(...answers),
    arrived: () => [...mailbox],
    find: async (key) => sent.get(key),
    async send(mail) {
      const before = sent.get(mail.key)
      if (before) return before
      const answer = script.shift() ?? 'accept'
      if (answer === 'reject')
        return refuse('mail-rejected', {
          message: 'The mail server will not take this mail: 550 no such mailbox',
          fix: 'Check the recipient’s address.',
          facts: { smtpCode: 550, response: '550 no such mailbox' },
        })
      if (answer === 'try-later') throw new MailNotSent('The mail could not be sent now: 451 later', { smtpCode: 451 })
      mailbox.push({ ...mail, raw: mail.raw.slice() })
      if (answer === 'lost-answer') throw new MailNotSent('The connection broke before the answer', { uncertain: true })
      const proof = { key: mail.key, messageId: mail.messageId, response: '250 taken', at: clock.now() }
      sent.set(mail.key, proof)
      return proof
    },
  }
}
