import { type Id, idInput, refuse } from '#kernel'
import { defineQuery, type ReadTx } from '#store'
import { z } from 'zod'

/** Anyone a company deals with. Fields that nobody told us are null. */
export type Party = {
  readonly id: Id<'pty'>
  readonly name: string
  readonly email: string | null
  readonly vatId: string | null
  readonly country: string | null
  readonly street: string | null
  readonly city: string | null
  readonly postcode: string | null
  readonly iban: string | null
}

const columns = 'id, name, email, vat_id as "vatId", country, street, city, postcode, iban'

export function partiesWhere(tx: ReadTx, condition: string, values: readonly (string | null)[]): Promise<Party[]> {
  return tx.rows<Party>(`select ${columns} from parties.parties where company_id = $1 and ${condition}`, [
    tx.company,
    ...values,
  ])
}

export const partyQuery = defineQuery({
  name: 'parties.party',
  summary: 'One party',
  who: ['founder', 'operator', 'accountant', 'role', 'system'],
  input: z.strictObject({ party: idInput('pty') }),
  read: async (tx, { party }) =>
    (await partiesWhere(tx, 'id = $2', [party]))[0] ??
    refuse('no-such-party', {
      message: `This company does not know the party ${party}.`,
      fix: 'kontor parties lists them.',
    }),
})

export const parties = defineQuery({
  name: 'parties.parties',
  summary: 'Everyone the company deals with, by name',
  who: ['founder', 'operator', 'accountant', 'role', 'system'],
  input: z.strictObject({}),
  read: (tx) => partiesWhere(tx, 'true order by lower(name), id limit 1000', []),
})
