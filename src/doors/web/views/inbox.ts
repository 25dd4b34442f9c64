import type { Instant } from '#kernel'
import type { CompanyHead } from './company.ts'
import type { ActView, BadgeView, Path, ReceiptView, ShellView } from './shared.ts'
import type { Attachment } from './waiting.ts'

export type InboxView = {
  readonly shell: ShellView
  readonly company: CompanyHead
  /** Folders of the inbox; the one with `current` is shown. */
  readonly filters: readonly {
    readonly text: string
    readonly count: number
    readonly href: Path
    readonly current: boolean
  }[]
  readonly threads: readonly ThreadRow[]
  readonly older?: Path
  /** Address that receives mail, for the empty state. */
  readonly address: string
}

export type ThreadRow = {
  readonly id: string
  readonly from: string
  readonly subject: string
  readonly snippet: string
  readonly state: BadgeView
  readonly at: Instant
  readonly needsYou: boolean
  readonly href: Path
}

export type ThreadView = {
  readonly shell: ShellView
  readonly company: CompanyHead
  readonly subject: string
  readonly state: BadgeView
  readonly party: { readonly name: string; readonly address: string; readonly note: string }
  readonly messages: readonly MessageView[]
  /** How the mail was understood: answer found, confidence against its threshold. */
  readonly understood?: ReceiptView
  readonly waiting?: { readonly text: string; readonly href: Path }
  readonly acts: readonly ActView[]
  /** Answering by a person. */
  readonly reply?: ActView
}

export type MessageView = {
  readonly id: string
  readonly direction: 'in' | 'out'
  readonly from: string
  readonly to: string
  readonly at: Instant
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** For mail sent by a role: accepted with its message id, waiting, bounced. */
  readonly delivery?: BadgeView
  readonly run?: Path
}
