import { digestOf, type Effect, type Instant, type Money, printMoney } from '#kernel'

/** One exact thing that a role wants to do to the world. `arguments` are printable JSON. */
export type Act = {
  readonly tool: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly effect: Effect
  readonly amount?: Money
  /** Who gets the money or the message; '' when nobody does. */
  readonly recipient: string
}

/** What an approval is bound to: the act, whose it is, under which policy, until when. */
export function actDigest(
  act: Act,
  { company, policyVersion, expiresAt }: { company: string; policyVersion: string; expiresAt: Instant },
): string {
  const { tool, arguments: given, effect, amount, recipient } = act
  const total = amount ? printMoney(amount) : ''
  return digestOf({ company, tool, arguments: given, effect, amount: total, recipient, policyVersion, expiresAt })
}
