import { refuse, type Refusal } from '#kernel'

type Facts = Readonly<Record<string, string>>
type Text = (facts: Facts) => { message: string; fix: string }

/** What the posting functions refuse, and how it is said. */
const texts: Readonly<Record<string, Text>> = {
  'books-not-open': () => ({ message: 'This company has no books yet.', fix: 'Open them with ledger.open-books.' }),
  'too-few-postings': () => ({ message: 'An entry needs at least two postings.', fix: 'Name both sides.' }),
  unbalanced: (it) => ({
    message: `The postings do not sum to zero in ${it['currency']}; ${it['minorOff']} minor units are left over.`,
    fix: 'Correct the amounts; debits are positive, credits negative. A change of currency goes through clearing.exchange.',
  }),
  'unknown-account': (it) => ({
    message: `There is no account ${it['account']} in these books.`,
    fix: 'Open it with ledger.open-account, or post to an account that exists.',
  }),
  'zero-posting': (it) => ({ message: `The posting to ${it['account']} is zero.`, fix: 'Leave it out.' }),
  'book-amount-missing': (it) => ({
    message: `The posting to ${it['account']} is in a foreign currency and has no amount in ${it['bookCurrency']}.`,
    fix: `Give book in ${it['bookCurrency']}, and the rate with its source and day.`,
  }),
  'book-amount-differs': (it) => ({
    message: `The posting to ${it['account']} is in the books’ currency, but its book amount is another one.`,
    fix: 'Leave book out.',
  }),
  'period-closed': (it) => ({
    message: `${it['month']} is closed; nothing is posted into it any more.`,
    fix: 'Post on a later day, or reopen the period with a reason.',
  }),
  'period-soft-locked': (it) => ({
    message: `${it['month']} is soft-locked; only adjusting entries are still accepted.`,
    fix: 'Post on a later day, or mark the entry as adjusting.',
  }),
  'balance-too-large': (it) => ({
    message: `The balance of ${it['account']} would become larger than books can hold.`,
    fix: 'Check the amount.',
  }),
  'below-floor': (it) => ({
    message: `${it['account']} would have less available than its floor allows.`,
    fix: 'Post or reserve less, or free a reservation first.',
  }),
  'unknown-entry': (it) => ({ message: `There is no entry ${it['entry']} in these books.`, fix: 'Check the id.' }),
  'already-reversed': (it) => ({
    message: `The entry ${it['entry']} was reversed by ${it['reversedBy']} already.`,
    fix: 'To undo that, reverse the reversal.',
  }),
}

/** The refusal in what a SQL function answered, if it is one. */
export function refusalIn(answer: unknown): Refusal | undefined {
  if (typeof answer !== 'object' || answer === null || !('refusal' in answer)) return undefined
  const { kind, facts } = answer.refusal as { kind: string; facts: Facts }
  const text = texts[kind]
  if (!text) throw new Error(`the ledger refused with ${kind}, which has no text`)
  return refuse(kind, { ...text(facts), facts })
}
