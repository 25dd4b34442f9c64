import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { accepted } from '#kernel'
import { doDeed, proof, workOf } from './deeds.ts'

/**
 * A work with every kind of step. The world is a folder: an effect adds a line to the file of its key, so a second
 * effect shows. `careful` can look whether it acted; without, a lost answer leaves the run uncertain.
 */
export function worldlyWorks(world: string) {
  const actOn = async (key: string) => {
    await sleep(3)
    appendFileSync(join(world, key), 'acted\n')
    await sleep(3)
    return { key }
  }
  // A kill may leave the file made and not yet written: only a whole line is an effect.
  const find = async (key: string) => (hasActed(join(world, key)) ? { key } : undefined)
  const work = (name: string, more: { find?: typeof find }) =>
    workOf(name, async (run, { text }) => {
      accepted(await run.command('first', doDeed, { text: `${text} first` }))
      const drawn = await run.step('draw', async () => sleep(4).then(() => run.id))
      accepted(await run.outward('act', { key: `${text}-act`, act: actOn, ...more }))
      accepted(await run.command('second', doDeed, { text: `${text} second ${drawn}` }))
      return proof({ text })
    })
  return [work('deeds.act-with-care', { find }), work('deeds.act-blindly', {})]
}

function hasActed(path: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').endsWith('acted\n')
}

/** How often the world was acted on, by key. */
export function actsIn(world: string): Record<string, number> {
  const lines = (file: string) => readFileSync(join(world, file), 'utf8').split('\n').length - 1
  return Object.fromEntries(readdirSync(world).map((file) => [file, lines(file)]))
}
