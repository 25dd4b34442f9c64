import { ActForm, OneAct } from '../components/act.tsx'
import { Badge } from '../components/badge.tsx'
import { CompanyFrame } from '../components/company-frame.tsx'
import { Attachments, MailText } from '../components/mail.tsx'
import { Panel } from '../components/panel.tsx'
import { Receipt } from '../components/receipt.tsx'
import { Moment, type TimeFrame } from '../components/time.tsx'
import type { MessageView, ThreadView } from '../views/inbox.ts'

/** One conversation, with how it was understood and what may be done about it. */
export function ThreadPage(view: ThreadView) {
  const { shell, company } = view
  // A sent answer empties the form; mail that comes in meanwhile does not.
  const reply = `reply-${view.messages.filter(({ direction }) => direction === 'out').length}`
  return (
    <CompanyFrame shell={shell} company={company} tab="Inbox" title={view.subject}>
      <header class="screen-head">
        <div class="company-name">
          <h1 class="title">
            <bdi>{view.subject}</bdi>
          </h1>
          <Badge {...view.state} />
        </div>
      </header>
      {view.waiting ? (
        <p class="why">
          <a href={view.waiting.href}>{view.waiting.text}</a>
        </p>
      ) : null}
      <div class="columns">
        <ol class="messages" aria-label="Messages, oldest first">
          {view.messages.map((message) => (
            <Message message={message} frame={shell} />
          ))}
          {view.reply ? (
            <li class="message reply" id={reply}>
              <h2>Answer</h2>
              <ActForm act={view.reply} csrf={shell.csrf} id={reply} />
            </li>
          ) : null}
        </ol>
        <div>
          <Party {...view} />
          {view.understood ? <Receipt id="understood" receipt={view.understood} open /> : null}
        </div>
      </div>
    </CompanyFrame>
  )
}

function Message({ message, frame }: { message: MessageView; frame: TimeFrame }) {
  return (
    <li class={`message ${message.direction}`} id={`message-${message.id}`}>
      <header>
        <p>
          <strong>
            <bdi>{message.from}</bdi>
          </strong>{' '}
          <span class="quiet">
            to <bdi>{message.to}</bdi>
          </span>
        </p>
        <p class="quiet">
          <Moment at={message.at} frame={frame} />
        </p>
      </header>
      <MailText text={message.text} />
      <Attachments files={message.attachments} />
      {message.delivery || message.run ? (
        <footer>
          {message.delivery ? <Badge {...message.delivery} /> : null}
          {message.run ? <a href={message.run}>The run that wrote it</a> : null}
        </footer>
      ) : null}
    </li>
  )
}

function Party({ party, acts, shell }: ThreadView) {
  return (
    <Panel id="party" title="Who writes">
      <p>
        <bdi>{party.name}</bdi>
      </p>
      <p class="quiet">
        <bdi>{party.address}</bdi>
      </p>
      <p class="quiet">{party.note}</p>
      {acts.length > 0 ? (
        <div class="stacked">
          {acts.map((act, index) => (
            <OneAct act={act} csrf={shell.csrf} id={`act-${index}`} />
          ))}
        </div>
      ) : null}
    </Panel>
  )
}
