import { defineEvent, type Id } from '#kernel'
import { type CompanyTx, defineCommand } from '#store'
import { z } from 'zod'
import { partiesWhere, type Party } from './party.ts'

const partyMet = defineEvent<{ party: Id<'pty'>; name: string }>('parties.party-met')
/** A known party came with another bank account than the one on file; payments to it need a person. */
export const bankDetailsDiffered = defineEvent<{ party: Id<'pty'>; onFile: string; given: string }>(
  'parties.bank-details-differed',
)

const told = z.string().trim().min(1).max(300)
const givenParty = z.strictObject({
  name: told,
  email: z.string().trim().toLowerCase().max(320).optional(),
  vatId: z.string().trim().toUpperCase().max(20).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'write the two letters of ISO 3166')
    .optional(),
  street: told.optional(),
  city: told.optional(),
  postcode: z.string().trim().max(20).optional(),
  iban: z
    .string()
    .transform((text) => text.replaceAll(/\s/g, '').toUpperCase())
    .optional(),
})
type Given = z.output<typeof givenParty>

const insert = `insert into parties.parties (company_id, id, name, email, vat_id, country, street, city, postcode, iban, met_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
const fillBlanks = `update parties.parties set email = coalesce(email, $3), vat_id = coalesce(vat_id, $4), country = coalesce(country, $5),
    street = coalesce(street, $6), city = coalesce(city, $7), postcode = coalesce(postcode, $8), iban = coalesce(iban, $9)
  where company_id = $1 and id = $2`

/**
 * Finds a party by VAT id, e-mail, bank account or exact name, in this order, or adds it. What is on file stays; only
 * blanks are filled, so that a stranger's message cannot move a known party's money.
 */
export const meetParty = defineCommand({
  name: 'parties.meet-party',
  summary: 'Find a party or put it on file',
  who: ['founder', 'operator', 'role', 'system'],
  effect: 'reversible',
  input: givenParty,
  async run(tx, given) {
    const known = await find(tx, given)
    if (!known) return { party: await added(tx, given), isNew: true, bankDetailsDiffer: false }
    const { email, vatId, country, street, city, postcode, iban } = given
    await tx.rows(fillBlanks, [
      tx.company,
      known.id,
      ...[email, vatId, country, street, city, postcode, iban].map((it) => it ?? null),
    ])
    const bankDetailsDiffer = iban !== undefined && known.iban !== null && known.iban !== iban
    if (bankDetailsDiffer) tx.append(bankDetailsDiffered, { party: known.id, onFile: known.iban, given: iban })
    return { party: known.id, isNew: false, bankDetailsDiffer }
  },
})

async function find(tx: CompanyTx, { vatId, email, iban, name }: Given): Promise<Party | undefined> {
  const [byVatId] = vatId ? await partiesWhere(tx, 'vat_id = $2', [vatId]) : []
  if (byVatId) return byVatId
  const [byEmail] = email ? await partiesWhere(tx, 'email = $2 order by met_at limit 1', [email]) : []
  if (byEmail && fits(byEmail, vatId)) return byEmail
  const [byIban] = iban ? await partiesWhere(tx, 'iban = $2 order by met_at limit 1', [iban]) : []
  if (byIban && fits(byIban, vatId)) return byIban
  const [byName] = await partiesWhere(tx, 'lower(name) = lower($2) order by met_at limit 1', [name])
  return byName && fits(byName, vatId) ? byName : undefined
}

/** Two VAT ids are two parties, whatever else they share. */
function fits(party: Party, vatId: string | undefined): boolean {
  return vatId === undefined || party.vatId === null || party.vatId === vatId
}

async function added(
  tx: CompanyTx,
  { name, email, vatId, country, street, city, postcode, iban }: Given,
): Promise<Id<'pty'>> {
  const id = tx.id('pty')
  const rest = [email, vatId, country, street, city, postcode, iban].map((it) => it ?? null)
  await tx.rows(insert, [tx.company, id, name, ...rest, tx.at])
  tx.append(partyMet, { party: id, name })
  return id
}
