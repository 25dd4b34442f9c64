import type { Company } from '#companies'
import type { Installation } from '#doors/catalogue'
import type { Instant, Refusal } from '#kernel'
import type { z } from 'zod'
import type { Field } from './fields.ts'
import type { Io } from './io.ts'

/** One thing that `kontor` does. Its flags are made from `input`; fields named in `positional` stand without a flag. */
export type Verb<Input extends z.ZodType = z.ZodType> = {
  readonly examples: readonly string[]
  readonly positional?: readonly string[]
  readonly input: Input
  /** Made from `input` where they are not given. */
  readonly fields?: readonly Field[]
  /** It changes something, so that it has a dry run. */
  readonly changes?: boolean
  /** It ends in order by itself when it is asked to stop. */
  readonly endsItself?: boolean
  run(context: Context, input: z.output<Input>): Promise<Answer | Refusal>
}

/** `data` is what `--json` prints; `lines` are for people. */
export type Answer = {
  readonly data: unknown
  readonly lines: readonly string[]
  /** It was printed while the verb went on. */
  readonly printed?: boolean
  /** What to do next; talk. */
  readonly hints?: readonly string[]
  /** Not 0 when the work was done and its finding is bad: a file in quarantine, a log that does not verify. */
  readonly exit?: number
}

export type Opening = {
  /** Makes a missing installation. */
  readonly create?: boolean
  readonly mode?: 'command' | 'serve'
  readonly simulatedFrom?: Instant
  /** Somewhere else than `--data` says. */
  readonly data?: string
}

export type Context = {
  readonly io: Io
  readonly json: boolean
  readonly dryRun: boolean
  readonly dataFolder: string
  readonly given: { readonly data: boolean }
  readonly around: Around
  /** The installation, opened at the first call and closed when the verb has ended. Throws `Refused`. */
  open(opening?: Opening): Promise<Installation>
  /** The company that a person names by slug or id. Throws `Refused`. */
  company(name: string): Promise<Company>
  /** Talk for the person; kept quiet under `--json`. */
  say(line: string): void
  /** A yes of the person at the keyboard; undefined when nobody is there. */
  confirm(question: string): Promise<boolean | undefined>
}

/** What `main.ts` hands in. */
export type Around = {
  readonly io: Io
  readonly version: string
  openInstallation(
    opening: Required<Pick<Opening, 'create' | 'mode' | 'data'>> & OpenMore,
  ): Promise<Installation | Refusal>
  /** Answers requests on a port until it is stopped. */
  listen(installation: Installation, at: { host: string; port: number }): Promise<Listening | Refusal>
  holdsInstallation(dataFolder: string): boolean
  /** Where the templates and the sample files lie. */
  readonly templates: string
  readonly examples: string
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  readonly stopped: AbortSignal
}

type OpenMore = { readonly simulatedFrom?: Instant; readonly onWait: (pid: number) => void }
export type Listening = { readonly url: string; readonly signIn?: string; stop(): Promise<void> }

export function defineVerb<Input extends z.ZodType>(verb: Verb<Input>): Verb<Input> {
  return verb
}
