import { type Id } from '#kernel'
import type { CompanyTx } from '#store'
import type { StatementHeader, StatementLine } from './statement.ts'

export type StagedLine = StatementLine & { readonly id: Id<'bln'>; readonly identity: string }

/** Lines wait here until their statement has proved to add up; the table ends with the transaction. */
const createStage = `create temporary table staged_lines (
  id text, position int, day date, value_day date, amount bigint, currency text, text text, counterparty text,
  counterparty_iban text, reference text, bank_code text, identity text) on commit drop`

export async function stage(tx: CompanyTx): Promise<void> {
  await tx.rows(createStage)
}

const insertChunk = `insert into pg_temp.staged_lines select * from unnest($1::text[], $2::int[], $3::date[], $4::date[], $5::bigint[],
  $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])`

export async function stageLines(tx: CompanyTx, lines: readonly StagedLine[]): Promise<void> {
  if (lines.length === 0) return
  const column = <T>(of: (line: StagedLine) => T): T[] => lines.map(of)
  await tx.rows(insertChunk, [
    column((it) => it.id),
    column((it) => it.index),
    column((it) => it.bookingDay),
    column((it) => it.valueDay),
    column((it) => it.amount.minor),
    column((it) => it.amount.currency),
    column((it) => [it.remittance, it.creditorReference, it.bankNote].filter(Boolean).join(' · ')),
    column((it) => it.counterparty.name ?? ''),
    column((it) => it.counterparty.iban ?? it.counterparty.account ?? ''),
    column((it) => it.endToEndId ?? ''),
    column(({ bankCode: { domain, family, subFamily, proprietary } }) =>
      domain ? [domain, family, subFamily].join('/') : (proprietary ?? ''),
    ),
    column((it) => it.identity),
  ])
}

/**
 * Equal lines are told apart by their number within the file: what is known under that number was imported before.
 * One statement with one snapshot, so that of two imports at once the second meets the unique key and is tried again.
 */
const takeStaged = `
  with numbered as materialized (
    select s.*, row_number() over (partition by identity order by position)::int as twin from pg_temp.staged_lines s
  ), fresh as materialized (
    select * from numbered n where not exists (
      select from banking.lines l where l.company_id = $1 and l.account = $3 and l.identity = n.identity and l.twin = n.twin)
  ), taken as (
    insert into banking.lines (company_id, id, statement, account, position, day, value_day, amount, currency, text, counterparty,
      counterparty_iban, reference, bank_code, identity, twin, state)
    select $1, id, $2, $3, position, day, value_day, amount, currency, text, counterparty, counterparty_iban, reference, bank_code,
      identity, twin, 'new'
    from fresh
  )
  insert into banking.statements (company_id, id, account, identification, from_day, to_day, opening, closing, currency,
    file, lines, new_lines, imported_at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (select count(*) from numbered)::int, (select count(*) from fresh)::int, $11
  returning lines, new_lines`

type Taken = { account: string; statement: StatementHeader; lines: number; file: string }

export async function takeOver(
  tx: CompanyTx,
  { account, statement, file }: Taken,
): Promise<{ id: Id<'stm'>; lines: number; newLines: number }> {
  const id = tx.id('stm')
  const { id: identification, from, to, opening, closing, currency } = statement
  const days = [from ?? opening?.day ?? null, to ?? closing?.day ?? null]
  const balances = [opening?.amount.minor ?? null, closing?.amount.minor ?? null]
  await tx.rows('analyze pg_temp.staged_lines')
  const [row] = await tx.rows<{ lines: number; new_lines: number }>(takeStaged, [
    tx.company,
    id,
    account,
    identification,
    ...days,
    ...balances,
    currency,
    file,
    tx.at,
  ])
  await tx.rows('truncate pg_temp.staged_lines')
  return { id, lines: row?.lines ?? 0, newLines: row?.new_lines ?? 0 }
}
