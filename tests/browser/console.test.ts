import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { complaintsOf, modes, openBrowser, type Opened, overflow, violations } from './browser.ts'
import { picture, type ServedMonth, serveMonth, signIn } from './served-month.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })
let month: ServedMonth
let opened: Opened
let page: Page
let complaints: string[]
beforeAll(async () => {
  month = await serveMonth()
  opened = await openBrowser()
  page = await opened.context.newPage()
  complaints = complaintsOf(page)
})
afterAll(() => opened?.close())

const at = (path: string) => page.goto(month.url + path)
const text = (selector: string) => page.locator(selector).innerText()
const typed = () => page.evaluate<string>('document.activeElement.value')
const focused = () => page.evaluate<string>('document.activeElement.id')

/** Each screen with real data, in light and dark. */
async function lookAt(paths: Readonly<Record<string, string>>, when: string): Promise<void> {
  for (const mode of modes) {
    await page.emulateMedia({ colorScheme: mode })
    for (const [name, path] of Object.entries(paths)) {
      await at(path)
      expect([name, mode, await violations(page)]).toEqual([name, mode, []])
      expect([name, await overflow(page)]).toEqual([name, 0])
      await picture(page, `${when}-${name}-${mode}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  expect(complaints).toEqual([])
  expect(month.failures).toEqual([])
}

async function hrefOf(path: string, selector: string): Promise<string> {
  await at(path)
  return (await page.locator(selector).first().getAttribute('href')) ?? ''
}

test('a stranger sees the way in and nothing of the companies', async () => {
  const answer = await at('/c/quiet-inbox/books')
  expect(answer?.status()).toBe(401)
  expect(await text('main')).toContain('Open the link printed by kontor serve')
  expect(await page.content()).not.toContain('Quiet Inbox')
  expect(complaints.splice(0).join()).toContain('401')
})

test('the printed link signs in once, and looking at it does not use it up', async () => {
  const link = await month.link()
  await at(new URL(link).pathname + new URL(link).search)
  expect(await violations(page)).toEqual([])
  await signIn(page, link)
  expect(await text('h1')).toBe('Portfolio')
  const second = await openBrowser()
  const other = await second.context.newPage()
  await other.goto(link)
  await other.getByRole('button', { name: /^Sign in as/ }).click()
  await other.getByText('That link has been used').waitFor()
  await second.close()
})

test('in the middle of the month every screen shows what happened, in light and dark', async () => {
  await month.liveUntil('2026-10-14T07:29:00.000Z')
  const thread = await hrefOf('/c/quiet-inbox/inbox', 'tbody [data-row]')
  const run = await hrefOf('/c/quiet-inbox/work', 'tbody [data-row]')
  const entry = await hrefOf('/c/quiet-inbox/books/accounts/receivable', 'tbody [data-row]')
  await lookAt(
    {
      portfolio: '/',
      waiting: '/waiting',
      launch: '/launch',
      company: '/c/quiet-inbox/',
      books: '/c/quiet-inbox/books',
      account: '/c/quiet-inbox/books/accounts/receivable',
      entry,
      inbox: '/c/quiet-inbox/inbox',
      thread,
      work: '/c/quiet-inbox/work',
      run: `${run}?replay=1`,
    },
    'middle',
  )
})

test('the keyboard goes through the list, opens evidence and asks for a reason before it declines', async () => {
  await at('/waiting')
  const count = await page.locator('[data-row]').count()
  expect(count).toBeGreaterThan(1)
  const first = await text('#evidence-title')
  await page.keyboard.press('j')
  await expect.poll(() => text('#evidence-title')).not.toBe(first)
  await page.keyboard.press('k')
  await expect.poll(() => text('#evidence-title')).toBe(first)
  await page.keyboard.press('h')
  await expect.poll(() => text('#evidence-title')).not.toBe(first)
  await page.keyboard.press('d')
  await page.keyboard.type('not this one')
  expect(await typed()).toBe('not this one')
})

test('a change elsewhere shows by itself, and what is being typed stays with its focus', async () => {
  await at('/waiting')
  await page.keyboard.press('d')
  await page.keyboard.type('half a sent')
  const where = await focused()
  await month.kontor.tell('import', 'ledgerline', 'first-month/README.md')
  await page.getByText('See to the file README.md').first().waitFor()
  expect(await focused()).toBe(where)
  await page.keyboard.type('ence')
  expect(await typed()).toBe('half a sentence')
  await page.reload()
})

test('A approves the bill; it is posted, it leaves the list, and the page says so', async () => {
  await at('/waiting')
  await page.locator('[data-row]', { hasText: '€1,190.00' }).click()
  await page.getByRole('button', { name: /^Approve €1,190.00/ }).waitFor()
  await picture(page, 'before-approving')
  await page.locator('#evidence-title').click()
  await page.keyboard.press('a')
  await page.locator('#notice', { hasText: 'approved' }).waitFor()
  expect(await page.locator('[data-row]', { hasText: '€1,190.00' }).count()).toBe(0)
  await picture(page, 'after-approving')
  await month.liveUntil('2026-10-14T08:00:00.000Z')
  await at('/c/quiet-inbox/books/accounts/payable')
  expect(await text('main')).toContain('€1,190.00')
})

test('a file that nobody needs is dismissed with the reason, without any script', async () => {
  const plain = await openBrowser({ script: false })
  const still = await plain.context.newPage()
  await signIn(still, await month.link('operator'))
  await still
    .getByRole('link', { name: /^Waiting/ })
    .first()
    .click()
  await still.locator('[data-row]', { hasText: 'README.md' }).click()
  await still.locator('summary', { hasText: 'Take it off the list' }).click()
  await still.getByLabel('Why is it not needed?').fill('A description is no bank file.')
  await still.getByRole('button', { name: 'Take it off the list' }).click()
  expect(await still.locator('#notice').innerText()).toContain('Off the list')
  expect(await still.locator('[data-row]', { hasText: 'README.md' }).count()).toBe(0)
  await plain.close()
})

test('an accountant sees everything and can do nothing, and is told why', async () => {
  const other = await openBrowser()
  const looking = await other.context.newPage()
  await signIn(looking, await month.link('accountant'))
  await looking.goto(`${month.url}/waiting`)
  expect(await looking.locator('.answers button:enabled').count()).toBe(0)
  expect(await looking.locator('.act-reason').first().innerText()).toContain('You look in as accountant')
  expect(await violations(looking)).toEqual([])
  await other.close()
})

test('a person answers a mail from the thread, and the mail goes out', async () => {
  await at('/c/quiet-inbox/inbox?folder=needs-you')
  await page.locator('tbody [data-row]').first().click()
  await page.getByLabel('Your answer').fill('Dear market,\n\nno, we do not rent huts.\n\nThe founder')
  await page.getByRole('button', { name: /^Send the answer/ }).click()
  await page.locator('#notice', { hasText: 'The answer is written' }).waitFor()
  await month.liveUntil('2026-10-14T09:00:00.000Z')
  await page.getByText('accepted by the mail server').last().waitFor()
  expect(await page.getByLabel('Your answer').inputValue()).toBe('')
  await picture(page, 'answered')
})

test('at the end of the month every screen shows it, in light and dark', async () => {
  await month.liveUntil('2026-11-04T08:30:00.000Z')
  const fee = await hrefOf('/c/quiet-inbox/books/accounts/expense.bank-fees', 'tbody [data-row]')
  const invoice = await hrefOf('/c/quiet-inbox/books/accounts/receivable', 'tbody tr:last-child [data-row]')
  await lookAt(
    {
      portfolio: '/',
      waiting: '/waiting',
      company: '/c/quiet-inbox/',
      ledgerline: '/c/ledgerline/',
      books: '/c/quiet-inbox/books',
      'books-then': '/c/quiet-inbox/books?as-of=2026-10-10',
      bank: '/c/quiet-inbox/books/accounts/bank%3Amain',
      fee,
      invoice,
      inbox: '/c/quiet-inbox/inbox',
      work: '/c/quiet-inbox/work',
      nothing: '/c/ledgerline/inbox?folder=needs-you',
    },
    'end',
  )
})
