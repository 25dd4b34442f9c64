export { type Arrival, type Writer, whoWrote } from './automatic.ts'
export type { Bounce, BouncedRecipient } from './bounce.ts'
export {
  type AutomaticMail,
  composeAutomatic,
  type ComposedMail,
  composeMail,
  type OutgoingAttachment,
  type OutgoingMail,
} from './compose.ts'
export { type Dispatch, MailNotSent, type MailSender, type Sent } from './mail-sender.ts'
export { type Attachment, type Mailbox, mailLimits, type ReadMessage } from './message.ts'
export { readMessage } from './read-message.ts'
export { type ReplyParts, splitReply } from './reply-text.ts'
export { type Thread, threadIds, threadOf } from './thread-key.ts'
export {
  type Conversation,
  conversationEscalated,
  conversationQuery,
  conversations,
  escalateConversation,
  type Message,
  messageQuery,
  resolveConversation,
} from './conversation.ts'
export { deliverMail, type QueuedMail } from './deliver-mail.ts'
export { importFile, type ImportedFile } from './import-file.ts'
export { inboxMigrations } from './migrations.ts'
export { asksForPerson } from './notices.ts'
export { type MessageReceived, messageReceived, receiveMessage } from './receive-message.ts'
export { mailFailed, mailQueued, mailSent, queueMail } from './send-mail.ts'
