import { beforeAll, describe, expect, test, vi } from 'vitest'
import { type Kontor, openKontor } from '../scenarios/kontor.ts'
import { sentMails } from '../scenarios/mails.ts'
import { liveThroughMonth, type Lived, month } from '../scenarios/month.ts'
import { checkBalances, checkBank, checkMails, checkPapers, checkReminders } from '../scenarios/month-checks.ts'
import { checkJournal } from './hledger.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 300_000 })

const scene: { kontor?: Kontor; lived?: Lived } = {}
const kontor = () => scene.kontor!
beforeAll(async () => {
  scene.kontor = await openKontor({ engine: 'dbos' })
  scene.lived = await liveThroughMonth(scene.kontor)
})

describe.each(Object.entries(month.expected))('on the durable engine the month of %s', (slug, expected) => {
  test('is the same as on its twin', async () => {
    await checkMails(kontor(), slug, scene.lived!, expected)
    await checkPapers(kontor(), slug, expected)
    await checkReminders(kontor(), slug, expected)
    await checkBank(kontor(), slug, expected)
    await checkBalances(kontor(), slug, expected)
  })

  test('is a journal that hledger accepts, with our balances', () => checkJournal(kontor(), slug))
})

test('each mail left once, and the log is verified', async () => {
  const ids = (await sentMails(kontor())).map(({ read }) => read.messageId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(await kontor().run('verify')).toMatchObject({ ok: true })
})
