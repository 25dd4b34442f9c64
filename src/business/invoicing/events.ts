import { type Day, defineEvent, type Id } from '#kernel'

type OfInvoice = { invoice: Id<'inv'>; number: string }
type OfBill = { bill: Id<'bil'>; number: string }

export const invoiceIssued = defineEvent<OfInvoice & { party: Id<'pty'>; gross: string; due: Day; document: string }>(
  'invoicing.invoice-issued',
)
export const paymentReceived = defineEvent<OfInvoice & { amount: string; open: string; source: string }>(
  'invoicing.payment-received',
)
/** Comes from the calendar: the invoice has been open for so many days beyond its due day. */
export const invoiceOverdue = defineEvent<OfInvoice & { level: number; days: number }>('invoicing.invoice-overdue')
export const invoiceReminded = defineEvent<OfInvoice & { level: number }>('invoicing.invoice-reminded')

export const billDrafted = defineEvent<OfBill & { party: Id<'pty'>; gross: string; due: Day; document: string }>(
  'invoicing.bill-drafted',
)
export const billApproved = defineEvent<OfBill & { gross: string; entry: string }>('invoicing.bill-approved')
export const billRejected = defineEvent<OfBill & { reason: string }>('invoicing.bill-rejected')
export const billPaid = defineEvent<OfBill & { amount: string; open: string; source: string }>('invoicing.bill-paid')
