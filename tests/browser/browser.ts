import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

export type Mode = 'light' | 'dark'
export const modes: readonly Mode[] = ['light', 'dark']

const chromiumPath = process.env['KONTOR_CHROMIUM'] ?? '/usr/bin/chromium'
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const size = { width: 1360, height: 900 }

export type Opened = { readonly context: BrowserContext; close(): Promise<void> }

/** Chromium with a profile of its own. Without Chromium the tests fail: a screen that nobody looked at is not tested. */
export async function openBrowser(how: { mode?: Mode; script?: boolean; width?: number } = {}): Promise<Opened> {
  if (!existsSync(chromiumPath)) {
    throw new Error(
      `There is no ${chromiumPath}. Install it (apt-get install chromium) or name another in KONTOR_CHROMIUM.`,
    )
  }
  const profile = mkdtempSync(join(tmpdir(), 'kontor-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    args: quiet,
    viewport: { ...size, width: how.width ?? size.width },
    colorScheme: how.mode ?? 'light',
    javaScriptEnabled: how.script ?? true,
    reducedMotion: 'reduce',
  })
  return {
    context,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** A page that is left before its transition ends, or by somebody who asked for no motion; nothing is broken by it. */
const skippedTransition = /^Transition was (aborted|skipped)/

/** Everything that the browser complained about: blocked by the policy, thrown by a script, not found. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', ({ message }) => {
    if (!skippedTransition.test(message)) complaints.push(message)
  })
  return complaints
}

/** What axe finds wrong, each in a line. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  await page.evaluate(axe)
  const { violations: found } = await page.evaluate<AxeResults>(`axe.run(document, { resultTypes: ['violations'] })`)
  return found.map(
    ({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  )
}

/** How many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - innerWidth)')
}
