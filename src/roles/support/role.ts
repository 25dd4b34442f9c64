import { defineDuty, type Duty, type Work } from '#engine'
import { mailQueued, type MailSender, messageReceived } from '#inbox'
import { answerMessage } from './answer-message.ts'
import { deliverMessage } from './deliver-message.ts'

/** Support: reads what people write, answers what the company's knowledge answers, asks a person about the rest. */
export function support({ mail }: { mail: MailSender }): { works: Work[]; duties: Duty[] } {
  const [answer, deliver] = [answerMessage(mail), deliverMessage(mail)]
  const duties = [
    defineDuty({
      name: 'support.answer-mail',
      role: 'support',
      on: messageReceived,
      start: answer,
      input: ({ body: { writer, about, message } }) =>
        writer === 'person' && about === 'words' ? { message } : undefined,
    }),
    defineDuty({
      name: 'support.send-mail',
      role: 'support',
      on: mailQueued,
      start: deliver,
      input: ({ body: { automatic, message } }) => (automatic ? undefined : { message }),
    }),
  ]
  return { works: [answer, deliver], duties }
}
