import { defineEvent, refuse, type Refusal } from '#kernel'
import { defineWork, type Proof, type RunContext } from '#engine'
import { defineCommand, type Migration } from '#store'
import { z } from 'zod'

/** A room as small as a room can be: deeds, one row and one fact each. For tests of what happens around commands. */
export const deedMigration: Migration = {
  id: 'deeds/0001-deeds',
  checksum: 'a',
  sql: `select store.open_room('deeds');
    create table deeds.deeds (company_id text not null, n serial, text text not null, primary key (company_id, n));
    grant usage on sequence deeds.deeds_n_seq to kontor_app;
    select store.protect('deeds.deeds');`,
}

export const deedDone = defineEvent<{ text: string }>('deeds.deed-done')

export const doDeed = defineCommand({
  name: 'deeds.do-deed',
  summary: 'Writes a deed',
  who: ['founder', 'role'],
  effect: 'reversible',
  input: z.strictObject({ text: z.string() }),
  async run(tx, { text }) {
    await tx.rows('insert into deeds.deeds (company_id, text) values ($1, $2)', [tx.company, text])
    tx.append(deedDone, { text })
    if (text === 'forbidden') return refuse('forbidden-deed', { message: 'This may not be done.' })
    return { text }
  },
})

type Body = (run: RunContext, input: { text: string }) => Promise<Proof | Refusal>

/** A work of the tests: its name, and what a run of it does. */
export function workOf(name: string, run: Body, more: { attempts?: number } = {}) {
  return defineWork({ name, version: 1, summary: name, input: z.strictObject({ text: z.string() }), run, ...more })
}

export function proof(evidence: Record<string, unknown> = { ok: true }): Proof {
  return { done: 'It is done.', evidence }
}
