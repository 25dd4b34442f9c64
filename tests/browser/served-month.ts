import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createSignInLink, openAccess } from '#access'
import { createApp, openChanges, serve } from '#doors/http'
import { consoleRoutes, signInPath } from '#doors/web'
import { accepted } from '#kernel'
import type { Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { type Kontor, openKontor } from '../scenarios/kontor.ts'
import { importFile, month } from '../scenarios/month.ts'

export type ServedMonth = {
  readonly kontor: Kontor
  readonly url: string
  /** Things that broke while pages were made. */
  readonly failures: string[]
  /** Lets time pass and files arrive until this moment; what the founder does is left to the test. */
  liveUntil(moment: string): Promise<void>
  /** An address that signs in once. */
  link(role?: 'founder' | 'operator' | 'accountant'): Promise<string>
}

/** The two companies of the example, a real installation, and the console in front of it. */
export async function serveMonth(): Promise<ServedMonth> {
  const kontor = await openKontor()
  await kontor.run('simulate', '--from', month.starts)
  for (const { template, name } of month.companies) await kontor.run('launch', template, '--name', name, '--yes')
  const installation = kontor.installation()
  const access = openAccess(installation.store)
  const changes = openChanges(installation.store, { pollMs: 200 })
  const failures: string[] = []
  const log = (event: { error: string }): void => void failures.push(event.error)
  const app = createApp(installation, { access, changes, version: '0.0.0', log })
  app.route('/', consoleRoutes({ installation, access, changes, log, timeZone: 'Europe/Berlin' }))
  const serving = accepted(await serve(app, { port: 0, changes }))
  afterAll(() => serving.stop())
  const steps = month.timeline.filter((step) => step.do === 'import')
  return {
    kontor,
    url: serving.url,
    failures,
    liveUntil: async (moment) => {
      for (const step of steps.splice(0, steps.filter(({ at }) => at <= moment).length)) {
        await kontor.run('simulate', '--until', step.at)
        await importFile(kontor, step)
      }
      await kontor.run('simulate', '--until', moment)
    },
    link: async (role = 'founder') => {
      const link = accepted(await createSignInLink(access, { person: role, role, companies: 'all' }))
      return serving.url + signInPath(link.text)
    },
  }
}

/** Opens the link and presses the button. */
export async function signIn(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('button', { name: /^Sign in as/ }).click()
  await page.waitForURL((url) => url.pathname === '/')
}

const shots = process.env['KONTOR_SHOTS']

/** Keeps a picture for people to look at, when they asked for it. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
}
