/** The outer world of the command line: streams, a person perhaps, environment. */
export type Io = {
  /** Data. */
  out(text: string): void
  /** Talk: progress, hints, errors. */
  err(text: string): void
  readonly colour: { readonly out: boolean; readonly err: boolean }
  /** A person watches stderr, so that progress is worth showing. */
  readonly watched: boolean
  /** Asks the person; undefined when nobody is there to answer. */
  readonly ask?: ((question: string) => Promise<string>) | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly home: string
}

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'strong'

const codes: Readonly<Record<Tone, readonly [number, number]>> = {
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  quiet: [2, 22],
  strong: [1, 22],
}

export function paint(text: string, tone: Tone, colour: boolean): string {
  const [on, off] = codes[tone]
  return colour ? `\u001B[${on}m${text}\u001B[${off}m` : text
}

// Tab and line feed stay; everything else that could steer a terminal or turn the reading direction is shown as a mark.
const steering = /[^\P{Cc}\t\n]|[\u202A-\u202E\u2066-\u2069]/gu

/** Text that may hold words of strangers. */
export function harmless(text: string): string {
  return text.replace(steering, '\uFFFD')
}
