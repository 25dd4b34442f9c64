/**
 * An expected "no": a value, never thrown. `kind` states the fact in kebab-case, `message` says what
 * happened and why, `fix` what to do next, `facts` holds what a program needs (printable values only).
 */
export type Refusal = {
  readonly refused: true
  readonly kind: string
  readonly message: string
  readonly fix?: string
  readonly facts: Readonly<Record<string, unknown>>
}

export type RefusalText = { message: string; fix?: string; facts?: Readonly<Record<string, unknown>> }

export function refuse(kind: string, { message, fix, facts = {} }: RefusalText): Refusal {
  return { refused: true, kind, message, ...(fix === undefined ? {} : { fix }), facts }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value && value.refused === true
}

/** Carries a refusal through code that can only throw; doors and the engine turn it back into the value. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.name = 'Refused'
    this.refusal = refusal
  }
}

/** The value, or `Refused` thrown: for places where a "no" means that the caller cannot go on. */
export function accepted<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Refused(result)
  return result
}
