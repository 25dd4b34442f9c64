import { randomBytes } from 'node:crypto'

/** Where randomness comes from: real, or replayed from a seed. */
export type Chance = { bytes(count: number): Uint8Array; /** In [0, 1). */ fraction(): number }

export function realChance(): Chance {
  return { bytes: (count) => randomBytes(count), fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48 }
}

/** A repeatable sequence (mulberry32); for simulations and tests, never for secrets. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { fraction, bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(fraction() * 256)) }
}
