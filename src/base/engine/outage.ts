import type { Store } from '#store'

/** SQLSTATE of a server that cannot be reached or is going away: class 08, shutdown and start, too many connections. */
const states = /^(08...|57P0[1-5]|53300)$/
const words =
  /^connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i

/** True when an error came from a database that was away, or when it is away now. That is nobody's failed attempt. */
export async function isOutage(store: Store, error: unknown): Promise<boolean> {
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
    if (states.test(code) || words.test(error.message)) return true
  }
  return store
    .installation((rows) => rows('select 1'))
    .then(
      () => false,
      () => true,
    )
}
