import { type Refusal, refuse } from '#kernel'

/** What a document may cost. The counts of text and elements are for one collected subtree, not for the file. */
export type XmlLimits = {
  readonly depth: number
  readonly elements: number
  readonly textChars: number
  readonly attributes: number
  readonly nameChars: number
  /** For `parseXml` only: a stream may be of any length. */
  readonly documentBytes: number
}

/** Room for an invoice with a 10 MB attachment, and for a bank's batch entry with some thousand payments. */
export const xmlLimits: XmlLimits = {
  depth: 64,
  elements: 200_000,
  textChars: 16_777_216,
  attributes: 64,
  nameChars: 200,
  documentBytes: 33_554_432,
}

export function tooLarge(limit: keyof XmlLimits, limits: XmlLimits, where: string): Refusal {
  return refuse('xml-too-large', {
    message: `${where}the XML passes the limit ${limit} = ${limits[limit]}`,
    fix: 'check that this is the right file; ask the sender for smaller files',
    facts: { limit, value: limits[limit] },
  })
}
