import { cleanLine } from './clean-text.ts'
import { isMailAddress } from './mail-address.ts'
import type { Attachment, ReadMessage } from './message.ts'
import { messageIds } from './read-message.ts'

export type BouncedRecipient = {
  readonly address: string
  /** RFC 3464, 2.3.3: only `failed` means that the mail will never arrive. */
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | 'unknown'
  /** RFC 3463, `5.1.1`; undefined when the report gives none. */
  readonly status: string | undefined
  readonly diagnostic: string | undefined
}

export type Bounce = {
  readonly recipients: readonly BouncedRecipient[]
  /** Message-ID of our mail that came back. */
  readonly originalMessageId: string | undefined
}

const maxReportChars = 64 * 1024
const maxRecipients = 100

/** What a delivery status notification (RFC 3464) says, or undefined when the mail is none. */
export function readBounce(message: ReadMessage): Bounce | undefined {
  const report = message.attachments.find(({ contentType }) => contentType === 'message/delivery-status')
  const listed = message.headers['x-failed-recipients']
  if (!report && listed === undefined) return undefined
  return {
    recipients: report ? reportedRecipients(textOf(report)) : listedRecipients(listed ?? ''),
    originalMessageId: originalMessageId(message),
  }
}

/** Per-recipient groups of fields, divided by blank lines; the first group is about the whole mail. */
function reportedRecipients(report: string): BouncedRecipient[] {
  return report
    .split(/\n\s*\n/)
    .flatMap((group) => {
      const fields = fieldsOf(group)
      const address = plainAddress(fields.get('final-recipient') ?? fields.get('original-recipient') ?? '')
      if (address === undefined) return []
      const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0]
      const diagnostic = fields.get('diagnostic-code')
      return [
        {
          address,
          action: actionOf(fields.get('action') ?? ''),
          status,
          diagnostic: diagnostic === undefined ? undefined : cleanLine(diagnostic, 300),
        },
      ]
    })
    .slice(0, maxRecipients)
}

/** Exim's older habit: a header with the addresses that failed. */
function listedRecipients(header: string): BouncedRecipient[] {
  return header
    .split(',')
    .slice(0, maxRecipients)
    .flatMap((part) => {
      const address = plainAddress(part)
      return address === undefined ? [] : [{ address, action: 'failed', status: undefined, diagnostic: undefined }]
    })
}

function originalMessageId({ attachments }: ReadMessage): string | undefined {
  const returned = attachments.find(({ contentType }) => /^(message\/rfc822|text\/rfc822-headers)$/.test(contentType))
  if (!returned) return undefined
  const head = textOf(returned).split('\n\n', 1)[0] ?? ''
  return messageIds(fieldsOf(head).get('message-id') ?? '')[0]
}

function textOf({ bytes }: Attachment): string {
  return Buffer.from(bytes.subarray(0, maxReportChars)).toString('utf8').replace(/\r\n?/g, '\n')
}

/** Lower-case names; folded lines joined; the first of a repeated field counts. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of text.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase()
    if (name && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

/** `rfc822; mari@shop.example` or the bare address. */
function plainAddress(field: string): string | undefined {
  const address = field
    .slice(field.indexOf(';') + 1)
    .trim()
    .replace(/^<(.*)>$/, '$1')
  return isMailAddress(address) ? address : undefined
}

function actionOf(field: string): BouncedRecipient['action'] {
  const action = field.trim().toLowerCase()
  switch (action) {
    case 'failed':
    case 'delayed':
    case 'delivered':
    case 'relayed':
    case 'expanded':
      return action
    default:
      return 'unknown'
  }
}
