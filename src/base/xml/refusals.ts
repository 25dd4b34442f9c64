import { type Refusal, refuse } from '#kernel'

/** A place in a document: line from 1, column from 0. */
export type Place = { readonly line: number; readonly column: number }

export function doctype(place: Place, entity?: string): Refusal {
  const what = entity === undefined ? 'a document type (DOCTYPE)' : `the entity &${entity.slice(0, 40)};`
  return refuse('xml-doctype', {
    message: `${where(place)}the XML holds ${what}, which is never read because it can hide or multiply content`,
    fix: 'ask the sender for the file without a DOCTYPE; banks and e-invoices need none',
    facts: place,
  })
}

export function truncated(place: Place, open: string | undefined): Refusal {
  return refuse('xml-truncated', {
    message: `${where(place)}the document stops${open === undefined ? '' : ` inside <${open}>`} before its end`,
    fix: 'fetch the whole file again',
    facts: place,
  })
}

export function malformed(place: Place, reason: string): Refusal {
  return refuse('xml-malformed', {
    message: `${where(place)}this is not well-formed XML: ${reason}`,
    fix: 'check that this is the right file, and ask the sender to mend it',
    facts: place,
  })
}

/** `line 3, column 5: `, the start of a message. */
export function where({ line, column }: Place): string {
  return `line ${line}, column ${column}: `
}
