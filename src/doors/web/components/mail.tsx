import type { Attachment, MailPreview } from '../views/waiting.ts'

/** A mail exactly as it would go out. Text only: nothing in it is ever a link or an image here. */
export function Mail({ mail }: { mail: MailPreview }) {
  return (
    <div class="mail">
      <dl class="mail-head">
        <div>
          <dt>From</dt>
          <dd dir="auto">{mail.from}</dd>
        </div>
        <div>
          <dt>To</dt>
          <dd dir="auto">{mail.to}</dd>
        </div>
        <div>
          <dt>Subject</dt>
          <dd dir="auto">{mail.subject}</dd>
        </div>
      </dl>
      <MailText text={mail.text} />
      <Attachments files={mail.attachments} />
    </div>
  )
}

export function MailText({ text }: { text: string }) {
  return (
    <div class="mail-text" dir="auto">
      {text}
    </div>
  )
}

export function Attachments({ files }: { files: readonly Attachment[] }) {
  if (files.length === 0) return null
  return (
    <ul class="attachments" aria-label="Attachments">
      {files.map((file) => (
        <li>
          {file.href ? (
            <a href={file.href}>
              <bdi>{file.name}</bdi>
            </a>
          ) : (
            <bdi>{file.name}</bdi>
          )}
          <span class="quiet">{file.size}</span>
        </li>
      ))}
    </ul>
  )
}
