import type { Engine } from '#engine'
import type { Actor, Instant, Refusal } from '#kernel'
import type { CompanyId, Connection, Store } from '#store'
import type { Template } from './templates.ts'

/** One running Kontor as doors see it: they never learn how it was put together. */
export type Installation = {
  readonly store: Store
  readonly connection: Connection
  readonly dataFolder: string
  /** Its clock is moved by hand; it was made so and stays so. */
  readonly simulated: boolean
  /** `kontor serve` of another process has the data folder; this process works beside it and leaves runs to it. */
  readonly attached: boolean
  readonly templates: readonly Template[]
  /** Durable runs; opened at the first call, and then work of all companies goes on in this process. */
  engine(): Promise<Engine>
  /** Takes in one file, recognised by its content. What cannot be read is quarantined with the reason. */
  importFile(file: ArrivedFile): Promise<TakenIn>
  /** Waits until nothing is left to do now, here or in the server; `left` counts what was not done within the limit. */
  settle(watch?: { company?: CompanyId; progress?: (left: number) => void }): Promise<{ left: number }>
  /** Moves a simulated clock forward through everything that falls due on the way. */
  moveTo(to: Instant): Promise<Refusal | undefined>
  close(): Promise<void>
}

export type ArrivedFile = {
  readonly company: CompanyId
  readonly name: string
  /** The bytes, or something that gives them anew each time it is iterated, so that a file of any length can be read. */
  readonly content: Uint8Array | AsyncIterable<Uint8Array>
  readonly actor: Actor
}

/** What became of a file: `detail` is a sentence for people, `facts` are for programs. */
export type TakenIn = {
  readonly name: string
  readonly state: 'taken-in' | 'duplicate' | 'quarantined'
  readonly kind: string
  readonly detail: string
  readonly fix?: string
  readonly facts: Readonly<Record<string, unknown>>
}
