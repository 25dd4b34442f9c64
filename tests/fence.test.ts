import { ledgerMigrations } from '#ledger'
import { fenceGaps, openTestStore } from '#testing'
import { beforeAll, expect, test } from 'vitest'

const opened: { store?: Awaited<ReturnType<typeof openTestStore>> } = {}
const store = () => opened.store!
beforeAll(async () => {
  opened.store = await openTestStore(ledgerMigrations)
})

/** What the check says of tables that are made and dropped again. */
async function gapsWith(sql: string): Promise<string[]> {
  await store().owner.query(`select store.open_room('plant'); ${sql}`)
  const gaps = await fenceGaps(store())
  await store().owner.query("drop schema plant cascade; delete from store.company_tables where name like 'plant.%'")
  return gaps
}

test('rows of two companies cannot meet in any table of the store and the ledger', async () => {
  expect(await fenceGaps(store())).toEqual([])
})

test('a table that somebody forgot to protect is found', async () => {
  expect(await gapsWith('create table plant.seeds (company_id text primary key)')).toEqual([
    'plant.seeds has company_id and was not given to store.protect',
    'plant.seeds has no forced row-level security',
    'plant.seeds has no policy by company, or one that asks for something else',
  ])
})

test.each([
  [
    'a key that does not begin with the company',
    `create table plant.seeds (id text, company_id text, primary key (id, company_id)); select store.protect('plant.seeds')`,
    'the primary key of plant.seeds does not begin with company_id',
  ],
  [
    'a table without a key',
    `create table plant.seeds (company_id text); select store.protect('plant.seeds')`,
    'the primary key of plant.seeds does not begin with company_id',
  ],
  [
    'a fence that its owner may step over',
    `create table plant.seeds (company_id text primary key); select store.protect('plant.seeds');
     alter table plant.seeds no force row level security`,
    'plant.seeds has no forced row-level security',
  ],
  [
    'a policy that lets everybody in',
    `create table plant.seeds (company_id text primary key); select store.protect('plant.seeds');
     create policy everybody on plant.seeds using (true)`,
    'plant.seeds has no policy by company, or one that asks for something else',
  ],
  [
    'a view that shows all companies',
    `create view plant.heads as select * from store.log_heads`,
    'plant.heads is a view that shows rows of all companies; create it with (security_invoker = true)',
  ],
])('%s is found', async (_what, sql, gap) => {
  expect(await gapsWith(sql)).toEqual([gap])
})

test('a foreign key without the company, to another room or to a later table is found', async () => {
  const gaps = await gapsWith(`
    create table plant.pots (company_id text, id text unique, primary key (company_id, id));
    create table plant.seeds (company_id text, id text, pot text references plant.pots (id), book text,
      primary key (company_id, id), foreign key (company_id, book) references ledger.accounts (company_id, account));
    select store.protect('plant.seeds'); select store.protect('plant.pots')`)
  expect(gaps).toEqual([
    'seeds_company_id_book_fkey links plant.seeds to ledger.accounts, a table of another room',
    'seeds_pot_fkey links plant.seeds to plant.pots without company_id on both sides',
    'seeds_pot_fkey links plant.seeds to plant.pots, which is not protected before it',
  ])
})
