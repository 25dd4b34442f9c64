import type { Refusal } from '#kernel'

export const exitCodes = { ok: 0, failed: 1, usage: 2, policy: 3, waits: 4, interrupted: 130 } as const

const usage = new Set(['usage', 'bad-input'])
const waits = new Set(['confirmation-needed', 'needs-approval', 'waits-for-approval', 'plan-changed'])

/** Every refusal has one exit code, told by its kind. */
export function exitCodeOf({ kind }: Refusal): number {
  if (usage.has(kind)) return exitCodes.usage
  if (kind === 'not-allowed' || kind.startsWith('policy-')) return exitCodes.policy
  if (waits.has(kind) || kind.endsWith('-needs-approval')) return exitCodes.waits
  return kind === 'interrupted' ? exitCodes.interrupted : exitCodes.failed
}
