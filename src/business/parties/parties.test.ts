import { accepted, role } from '#kernel'
import { bankDetailsDiffered, meetParty, parties, partiesMigrations } from '#parties'
import type { CompanyId } from '#store'
import { openTestStore, type TestStore } from '#testing'
import { beforeAll, beforeEach, expect, test } from 'vitest'

let store: TestStore
let company: CompanyId
beforeAll(async () => {
  store = await openTestStore(partiesMigrations)
})
beforeEach(async () => {
  company = await store.company()
})
const meet = async (input: Parameters<typeof meetParty.run>[1]) =>
  accepted(await store.execute(meetParty, { company, actor: role('email'), input }))

test('a customer who writes twice is one party', async () => {
  const first = await meet({ name: 'Blumen Beispiel', email: 'Shop@Blumen.example' })
  const second = await meet({ name: 'Blumen Beispiel GmbH', email: 'shop@blumen.example', city: 'Berlin' })
  expect(second.outcome).toMatchObject({ party: first.outcome.party, isNew: false })
  expect(await store.ask(company, parties, {})).toMatchObject([{ name: 'Blumen Beispiel', city: 'Berlin' }])
})

test('a message with another bank account does not change the one on file, and says so', async () => {
  await meet({ name: 'Hosting Beispiel', iban: 'DE02 1203 0000 0000 2020 51' })
  const second = await meet({ name: 'Hosting Beispiel', iban: 'DE75512108001245126199' })
  expect(second.outcome.bankDetailsDiffer).toBe(true)
  expect(second.events.map((it) => it.type)).toContain(bankDetailsDiffered.type)
  expect(await store.ask(company, parties, {})).toMatchObject([{ iban: 'DE02120300000000202051' }])
})

test('two VAT ids are never one party, even with one name and one address', async () => {
  const one = await meet({ name: 'Same', email: 'a@same.example', vatId: 'DE136695976' })
  const two = await meet({ name: 'Same', email: 'a@same.example', vatId: 'EE100247019' })
  expect(two.outcome.party).not.toBe(one.outcome.party)
})
