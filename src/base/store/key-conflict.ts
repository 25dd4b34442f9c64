import { refuse, type Refusal } from '#kernel'

export function keyConflict(key: string): Refusal {
  return refuse('idempotency-conflict', {
    message: `The idempotency key ${key} was used before with another request.`,
    fix: 'Use a new key for a new request; repeat a request with exactly the same input.',
    facts: { key },
  })
}
