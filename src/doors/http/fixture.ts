import { type Companies, createToken, openAccess } from '#access'
import { bankingMigrations } from '#banking'
import { commands, type Installation } from '#doors/catalogue'
import { companiesMigrations, launchCompany } from '#companies'
import { accessMigrations } from '#access'
import { approvalsMigrations } from '#approvals'
import { engineMigrations } from '#engine'
import { importFile, inboxMigrations } from '#inbox'
import { invoicingMigrations } from '#invoicing'
import { accepted, founder, type Instant, newId, plusMs, refuse, sha256 } from '#kernel'
import { ledgerMigrations } from '#ledger'
import { offersMigrations } from '#offers'
import { partiesMigrations } from '#parties'
import { type CompanyId, defineCommand, type Store } from '#store'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { createApp, type HttpOptions } from './app.ts'
import { openChanges } from './changes.ts'
import type { HttpEvent } from './context.ts'
import type { HttpLimits } from './limits.ts'

export const doorMigrations = [
  ...engineMigrations,
  ...ledgerMigrations,
  ...approvalsMigrations,
  ...partiesMigrations,
  ...companiesMigrations,
  ...offersMigrations,
  ...invoicingMigrations,
  ...bankingMigrations,
  ...inboxMigrations,
  ...accessMigrations,
]

/** Commands that no room has: one that breaks, one that hangs until it is let go. */
export const hung: { waiting: boolean; go(): void } = { waiting: false, go: () => undefined }
const misbehaving = [
  defineCommand({
    name: 'tests.break',
    summary: 'Breaks',
    who: ['founder'],
    effect: 'reversible',
    input: z.strictObject({}),
    run: () => Promise.reject(new Error('password=hunter2 in a stack')),
  }),
  defineCommand({
    name: 'tests.hang',
    summary: 'Hangs',
    who: ['founder'],
    effect: 'reversible',
    input: z.strictObject({}),
    run: () =>
      new Promise<object>((resolve) => {
        hung.waiting = true
        hung.go = () => resolve({})
      }),
  }),
  defineCommand({
    name: 'tests.echo',
    summary: 'Says what it was given',
    who: ['founder'],
    effect: 'reversible',
    input: z.strictObject({ value: z.json() }),
    run: async (_tx, { value }) => ({ value }),
  }),
]

type Arrived = { company: CompanyId; name: string; sha256: string; actor: string }

/** An app on a test's store, with tokens, and with what arrived and what was logged. */
export function openDoor(
  store: Store,
  { limits = {}, ...more }: { limits?: Partial<HttpLimits> } & Partial<HttpOptions> = {},
) {
  const arrived: Arrived[] = []
  const logged: HttpEvent[] = []
  const time = { at: store.clock.now() }
  const clock = { now: (): Instant => time.at }
  const access = openAccess(store, { clock })
  const changes = openChanges(store, limits)
  const app = createApp(installationOf(store, arrived), {
    access,
    changes,
    clock,
    limits,
    version: '0.0.0',
    log: (event) => void logged.push(event),
    commands: [...commands, ...misbehaving],
    ...more,
  })
  const token = async (companies: Companies = 'all', role: 'founder' | 'operator' | 'accountant' = 'founder') =>
    accepted(await createToken(access, { name: 'test', role, companies })).text
  /** Requests as a program sends them. */
  const as =
    (text: string) =>
    (path: string, init: RequestInit = {}) =>
      app.request(path, { ...init, headers: { ...bearer(text), ...(init.headers as Record<string, string>) } })
  const wait = (ms: number): void => void (time.at = plusMs(time.at, ms))
  return { app, access, changes, arrived, logged, token, as, wait }
}

export function bearer(text: string): Record<string, string> {
  return { Authorization: `Bearer ${text}` }
}

export function jsonBody(value: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', body: JSON.stringify(value), headers: { 'Content-Type': 'application/json', ...headers } }
}

const file = readFileSync(join(process.cwd(), 'templates', 'quiet-inbox', 'company.yaml'), 'utf8')

export async function launched(store: Store): Promise<{ id: CompanyId; slug: string }> {
  const id = newId('cmp', store.clock.now(), store.chance)
  const input = { file, knowledge: [], template: 'quiet-inbox' }
  const { outcome } = accepted(await store.execute(launchCompany, { company: id, actor: founder, input }))
  return { id, slug: outcome.slug }
}

function installationOf(store: Store, arrived: Arrived[]): Installation {
  const unused = (): never => {
    throw new Error('the door does not need this')
  }
  return {
    store,
    connection: 'postgres://tests.example/',
    dataFolder: '',
    simulated: true,
    attached: false,
    templates: [],
    engine: () => Promise.resolve({} as Awaited<ReturnType<Installation['engine']>>),
    settle: unused,
    close: unused,
    moveTo: () => Promise.resolve(refuse('not-here', { message: 'Not in tests.' })),
    async importFile(file) {
      const { company, name, content, actor } = file
      const chunks: Uint8Array[] = []
      for await (const chunk of content instanceof Uint8Array ? [content] : content) chunks.push(chunk)
      arrived.push({ company, name, sha256: sha256(Buffer.concat(chunks)), actor: `${actor.kind}:${actor.id}` })
      return importFile(store, file)
    },
  }
}
