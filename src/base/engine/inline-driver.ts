import type { CarryOut, Driver, PlainStep } from './driver.ts'
import { asJson } from './json.ts'

/** The twin of the DBOS driver: results of plain steps live as long as this process. For simulations. */
export function openInlineDriver(carryOut: CarryOut): Driver {
  const remembered = new Map<string, PlainStep[]>()
  return {
    carry: carryOut,
    step: async <T>(run: { id: string }, step: string, work: () => Promise<T>): Promise<T> => {
      const steps = remembered.get(run.id) ?? []
      remembered.set(run.id, steps)
      const earlier = steps.find((it) => it.step === step)
      if (earlier) return structuredClone(earlier.result) as T
      const result = asJson(await work())
      steps.push({ step, result })
      return structuredClone(result) as T
    },
    steps: async ({ id }) => [...(remembered.get(id) ?? [])],
    abandon: async () => undefined,
    stop: async () => remembered.clear(),
  }
}
