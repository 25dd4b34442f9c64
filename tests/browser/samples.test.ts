import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { complaintsOf, modes, openBrowser, type Opened, overflow, violations } from './browser.ts'
import { names, serveSamples } from './served-samples.ts'

vi.setConfig({ testTimeout: 60_000 })
const phone = 390
let served: Awaited<ReturnType<typeof serveSamples>>
beforeAll(async () => {
  served = await serveSamples()
})
afterAll(() => served?.close())

describe.each(modes)('in %s', (mode) => {
  let opened: Opened
  beforeAll(async () => {
    opened = await openBrowser({ mode })
  })
  afterAll(() => opened?.close())

  test.each(names)('the screen %s is accessible, whole, and breaks no rule of its policy', async (name) => {
    const page = await opened.context.newPage()
    const complaints = complaintsOf(page)
    await page.goto(`${served.url}/screens/${name}`)
    expect(await violations(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
  })
})

test('every screen fits a phone', async () => {
  const opened = await openBrowser({ width: phone })
  const page = await opened.context.newPage()
  for (const name of names) {
    await page.goto(`${served.url}/screens/${name}`)
    expect([name, await overflow(page)]).toEqual([name, 0])
  }
  await opened.close()
})
