export { dropFolder } from './drop-folder.ts'
export { type FakeAnswer, fakeMail, type FakeMail } from './fake-mail.ts'
export { type SmtpAccount, smtpSender } from './smtp.ts'
