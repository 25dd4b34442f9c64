import type { Party } from '#parties'

export type IssuedInvoice = {
  invoice: string
  number: string
  document: string
  net: string
  tax: string
  gross: string
  due: string
}

type Words = { subject: string; text: string; attachments: { filename: string; contentType: string; sha256: string }[] }

/** The mail that brings an invoice; the invoice itself is the attached UBL file. */
export function invoiceMail({ number, document, net, tax, gross, due }: IssuedInvoice, { name }: Party): Words {
  const text = [
    `Hello ${name},`,
    `thank you for your order. Invoice ${number} is attached as an electronic invoice (EN 16931, UBL).`,
    `Net ${net}\nVAT ${tax}\nTotal ${gross}\nPayable by ${due}, reference ${number}`,
  ].join('\n\n')
  return { subject: `Invoice ${number}`, text, attachments: [ublFile(number, document)] }
}

type Overdue = { number: string; document: string; open: string; due: string; level: number }

export function reminderMail({ number, document, open, due, level }: Overdue, name: string): Words {
  const tone = level === 1 ? 'Perhaps it escaped your notice:' : 'We have reminded you before:'
  const text = [
    `Hello ${name},`,
    `${tone} invoice ${number} was due on ${due}, and ${open} of it is open.`,
    `If you have paid in the meantime, please disregard this message. Otherwise please pay with the reference ${number}.`,
  ].join('\n\n')
  return {
    subject: level === 1 ? `Reminder: invoice ${number}` : `Reminder ${level}: invoice ${number}`,
    text,
    attachments: [ublFile(number, document)],
  }
}

function ublFile(number: string, sha256: string): Words['attachments'][number] {
  return { filename: `${number}.xml`, contentType: 'application/xml', sha256 }
}
