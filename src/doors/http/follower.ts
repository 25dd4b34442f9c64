import type { Principal } from '#access'
import type { CompanyId } from '#store'
import type { HttpLimits } from './limits.ts'

/** One open stream of changes. What its reader has not taken yet is one number for each company, never a queue. */
export type Follower = {
  readonly principal: Principal
  readonly stream: ReadableStream<Uint8Array>
  tell(company: CompanyId, seq: number): void
  end(): void
}

export type Following = {
  readonly principal: Principal
  readonly limits: Pick<HttpLimits, 'heartbeatMs' | 'streamMs'>
  readonly connection: { destroy(): unknown } | undefined
  readonly left: () => void
}

const reconnectMs = 2_000
/** A reader that takes nothing for so many heartbeats is cut off. */
const mostMissed = 3

export function openFollower({ principal, limits, connection, left }: Following): Follower {
  const pending = new Map<CompanyId, number>()
  let [beat, ended, missed, beats] = [false, false, 0, 0]
  let wake: (() => void) | undefined
  const awaken = (): void => wake?.()
  const heart = setInterval(() => {
    beats++
    missed = wake ? 0 : missed + 1
    beat = true
    if (missed >= mostMissed) leave()
    else if (beats * limits.heartbeatMs >= limits.streamMs) end()
    else awaken()
  }, limits.heartbeatMs).unref()
  const leave = (): void => {
    ended = true
    clearInterval(heart)
    left()
    if (wake) awaken()
    else connection?.destroy()
  }
  const end = (): void => {
    if (!ended) leave()
  }
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    if (!ended && !beat && pending.size === 0) await new Promise<void>((resolve) => (wake = resolve))
    wake = undefined
    if (ended) return controller.close()
    const text = pending.size > 0 ? printed(pending) : ': still here\n\n'
    beat = false
    pending.clear()
    return controller.enqueue(Buffer.from(text))
  }
  return {
    principal,
    stream: new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(`retry: ${reconnectMs}\n\n`)),
      pull,
      cancel: end,
    }),
    end,
    tell(company, seq) {
      pending.set(company, Math.max(seq, pending.get(company) ?? 0))
      awaken()
    },
  }
}

function printed(pending: ReadonlyMap<CompanyId, number>): string {
  return [...pending].map(([company, seq]) => `event: changed\ndata: ${JSON.stringify({ company, seq })}\n\n`).join('')
}
