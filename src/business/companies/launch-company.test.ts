import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { approvalsMigrations } from '#approvals'
import {
  applyCompanyFile,
  companiesMigrations,
  companyList,
  decideAct,
  fileInForce,
  findCompany,
  launchCompany,
} from '#companies'
import { accepted, currency, founder, isRefusal, money, newId } from '#kernel'
import { ledgerMigrations } from '#ledger'
import { partiesMigrations } from '#parties'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, expect, test } from 'vitest'

const folder = join(process.cwd(), 'templates', 'quiet-inbox')
const file = readFileSync(join(folder, 'company.yaml'), 'utf8')
const knowledge = readdirSync(join(folder, 'knowledge')).map((name) => ({
  path: name,
  text: readFileSync(join(folder, 'knowledge', name), 'utf8'),
}))

let store: TestStore
beforeAll(async () => {
  store = await openTestStore([
    ...ledgerMigrations,
    ...approvalsMigrations,
    ...partiesMigrations,
    ...companiesMigrations,
  ])
})
const launch = async (text = file) => {
  const company = newId('cmp', store.clock.now(), store.chance)
  return {
    company,
    done: await store.execute(launchCompany, {
      company,
      actor: founder,
      input: { file: text, knowledge, template: 'quiet-inbox' },
    }),
  }
}

test('a company launches with its file, its books and its bank balance', async () => {
  const { company, done } = await launch()
  expect(accepted(done).outcome).toMatchObject({ company, name: 'Quiet Inbox' })
  const balances = await store.read(company, (tx) =>
    tx.rows(`select account, posted from ledger.balances where company_id = $1 order by account`, [company]),
  )
  expect(balances).toEqual([
    { account: 'bank:main', posted: 500_000n },
    { account: 'equity.opening', posted: -500_000n },
  ])
  expect((await store.read(company, fileInForce)).version).toBe(1)
})

test('companies of the same name get slugs of their own that do not grow', async () => {
  for (let i = 0; i < 5; i++) accepted((await launch()).done)
  const slugs = (await companyList(store)).map((it) => it.slug)
  expect(new Set(slugs).size).toBe(slugs.length)
  expect(slugs.every((it) => it.length <= 'quiet-inbox-123456789'.length)).toBe(true)
  expect(accepted(await findCompany(store, 'quiet-inbox')).name).toBe('Quiet Inbox')
})

test('a broken company file launches nothing and says what is wrong where', async () => {
  const before = (await companyList(store)).length
  const { done } = await launch(file.replace('jurisdiction: DE', 'jurisdicton: DE'))
  expect(done).toMatchObject({ kind: 'company-file-invalid' })
  expect(isRefusal(done) && done.message).toContain('company.yaml:4:')
  expect((await companyList(store)).length).toBe(before)
})

test('a loosened limit is applied only with the plan that the founder saw', async () => {
  const { company } = await launch()
  const wider = file.replace('upTo: "500.00"', 'upTo: "5000.00"')
  const apply = (text: string, plan?: string) =>
    store.execute(applyCompanyFile, {
      company,
      actor: founder,
      input: { file: text, knowledge, ...(plan ? { plan } : {}) },
    })
  const asked = await apply(wider)
  expect(asked).toMatchObject({ kind: 'plan-needs-approval' })
  const plan = isRefusal(asked) ? String(asked.facts['plan']) : ''
  expect(await apply(file.replace('upTo: "500.00"', 'upTo: "9000.00"'), plan)).toMatchObject({ kind: 'plan-changed' })
  expect(accepted(await apply(wider, plan)).outcome).toMatchObject({ applied: true, version: 2 })
  expect(accepted(await apply(wider)).outcome).toMatchObject({ applied: false, version: 2 })
})

test('a role asks above its own limit even where policy allows, and an unnamed role may do nothing', async () => {
  const { company } = await launch()
  const { file: parsed } = await store.read(company, fileInForce)
  const act = (role: string, minor: bigint) =>
    decideAct(parsed, { effect: 'money', role, amount: money(minor, currency('EUR')) }).verdict
  expect(act('bookkeeping', 50_000n)).toBe('allow')
  expect(act('bookkeeping', 50_001n)).toBe('ask')
  expect(act('marketing', 1n)).toBe('deny')
})
