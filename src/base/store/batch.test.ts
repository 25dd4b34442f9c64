import { accepted, defineEvent, founder, isRefusal, type Refusal, refuse } from '#kernel'
import { type CompanyId, defineCommand, defineQuery, type Migration, verifyLog } from '#store'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

const marks: Migration = {
  id: 'marks/0001-marks',
  checksum: 'a',
  sql: `select store.open_room('marks');
    create table marks.marks (company_id text not null, text text not null, batch bigint not null default txid_current(),
      primary key (company_id, text));
    select store.protect('marks.marks');
    create function marks.write_marks(p_company text, p_items jsonb) returns setof jsonb language plpgsql as $$
    declare
      item jsonb;
      answer jsonb;
      earlier store.command_results;
    begin
      perform set_config('kontor.company', p_company, true);
      for item in select value from jsonb_array_elements(p_items) loop
        if item ->> 'key' <> '' then
          insert into store.command_results (company_id, key, command, digest)
          values (p_company, item ->> 'key', item ->> 'command', item ->> 'digest') on conflict do nothing;
          if not found then
            select * into earlier from store.command_results where company_id = p_company and key = item ->> 'key';
            return next case when earlier.digest = item ->> 'digest' then earlier.outcome || '{"replayed": true}'
              else '{"conflict": true}' end;
            continue;
          end if;
        end if;
        if item ->> 'text' like '%forbidden%' then
          delete from store.command_results where company_id = p_company and key = item ->> 'key';
          return next '{"refusal": "forbidden-mark"}';
          continue;
        end if;
        insert into marks.marks (company_id, text) values (p_company, item ->> 'text');
        answer := jsonb_build_object('text', item ->> 'text');
        perform store.finish_command(p_company, item ->> 'at', item ->> 'actor', item ->> 'command', item ->> 'digest',
          item ->> 'cause', array['marks.mark-written'], array[jsonb_build_object('text', item ->> 'text')::text],
          item ->> 'key', answer);
        return next answer;
      end loop;
    end $$;`,
}
const writeMarks = 'select outcome from marks.write_marks($1, $2) as outcome'
const mark = defineCommand<z.ZodObject<{ text: z.ZodString }>, { text: string }>({
  name: 'marks.write-mark',
  summary: 'Writes a mark',
  who: ['founder'],
  effect: 'reversible',
  input: z.strictObject({ text: z.string() }),
  run: () => Promise.reject(new Error('a hot command runs in its SQL function')),
  hot: { sql: writeMarks, item: ({ text }) => ({ text }), outcome: answerIn },
})
function answerIn(row: unknown): { text: string } | Refusal {
  const answer = row as { text: string; refusal?: string }
  return answer.refusal ? refuse(answer.refusal, { message: 'This mark may not be written.' }) : { text: answer.text }
}
const pair = defineEvent<{ texts: string[] }>('marks.pair-written')
const markTwo = defineCommand({
  name: 'marks.write-two',
  summary: 'Writes two marks in one transaction',
  who: ['founder'],
  effect: 'reversible',
  input: z.strictObject({ texts: z.array(z.string()) }),
  async run(tx, { texts }) {
    for (const text of texts) await tx.call(mark, { text })
    tx.append(pair, { texts })
    return null
  },
})
const all = defineQuery({
  name: 'marks.marks',
  summary: 'All marks and the number of transactions that wrote them',
  who: ['founder'],
  input: z.strictObject({}),
  read: async (tx) =>
    tx.rows<{ text: string; batch: bigint }>('select text, batch from marks.marks where company_id = $1', [tx.company]),
})

const opened: { store?: TestStore } = {}
const store = () => opened.store!
beforeAll(async () => {
  opened.store = await openTestStore([marks])
})
const say = (company: CompanyId, text: string, more: { key?: string; dryRun?: boolean } = {}) =>
  store().execute(mark, { company, input: { text }, actor: founder, ...more })
const kept = async (company: CompanyId) => accepted(await store().ask(company, all, {}))
const calls = Array.from({ length: 32 }, (_, i) => `mark ${i}`)

test('many calls at once are all answered, each with its own answer, in fewer transactions than calls', async () => {
  const company = await store().company()
  const done = (await Promise.all(calls.map((text) => say(company, text)))).map(accepted)
  expect(done.map(({ outcome }) => outcome.text)).toEqual(calls)
  const rows = await kept(company)
  expect(rows.map(({ text }) => text).sort()).toEqual([...calls].sort())
  expect(new Set(rows.map(({ batch }) => batch)).size).toBeLessThan(calls.length / 2)
  expect(await store().read(company, verifyLog)).toMatchObject({ ok: true, lines: calls.length })
})

test('calls of several companies at once never mix', async () => {
  const companies = await Promise.all([1, 2, 3].map(() => store().company()))
  await Promise.all(calls.flatMap((text) => companies.map((company) => say(company, `${text} of ${company}`))))
  for (const company of companies) {
    const rows = await kept(company)
    expect(rows).toHaveLength(calls.length)
    expect(rows.every(({ text }) => text.endsWith(company))).toBe(true)
    expect(await store().read(company, verifyLog)).toMatchObject({ ok: true, lines: calls.length })
  }
})

test('a key that comes many times at once is carried out once, and with another input it is refused', async () => {
  const company = await store().company()
  const done = (await Promise.all(calls.map(() => say(company, 'once', { key: 'k' })))).map(accepted)
  expect(done.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(done.every(({ outcome }) => outcome.text === 'once')).toBe(true)
  expect(await say(company, 'other', { key: 'k' })).toMatchObject({ kind: 'idempotency-conflict' })
  expect(await kept(company)).toHaveLength(1)
})

test('a call that is refused or fails does not take its neighbours with it', async () => {
  const company = await store().company()
  await say(company, 'taken')
  const texts = calls.map((text, i) => (i % 8 === 3 ? 'taken' : i % 8 === 5 ? `forbidden ${i}` : text))
  const done = await Promise.allSettled(texts.map((text) => say(company, text)))
  const told = done.map((it) => (it.status === 'rejected' ? 'failed' : isRefusal(it.value) ? it.value.kind : 'done'))
  const expected = calls.map((_, i) => (i % 8 === 3 ? 'failed' : i % 8 === 5 ? 'forbidden-mark' : 'done'))
  expect(told).toEqual(expected)
  const lines = expected.filter((it) => it === 'done').length + 1
  expect(await kept(company)).toHaveLength(lines)
  expect(await store().read(company, verifyLog)).toMatchObject({ ok: true, lines })
  accepted(await say(company, 'the lane goes on'))
})

test('a refused key can be used again', async () => {
  const company = await store().company()
  expect(await say(company, 'forbidden', { key: 'k' })).toMatchObject({ kind: 'forbidden-mark' })
  expect(accepted(await say(company, 'fine', { key: 'k' }))).toMatchObject({ replayed: false })
})

test('a hot command within another command shares its transaction and its fate', async () => {
  const company = await store().company()
  const both = (texts: string[], dryRun = false) =>
    store().execute(markTwo, { company, input: { texts }, actor: founder, dryRun })
  expect(await both(['a', 'forbidden'])).toMatchObject({ kind: 'forbidden-mark' })
  accepted(await both(['a', 'b'], true))
  accepted(await say(company, 'c', { dryRun: true }))
  expect(await kept(company)).toEqual([])
  accepted(await both(['a', 'b']))
  expect(new Set((await kept(company)).map(({ batch }) => batch)).size).toBe(1)
  expect(await store().read(company, verifyLog)).toMatchObject({ ok: true, lines: 3 })
})
