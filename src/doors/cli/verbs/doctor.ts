import { existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { isRefusal, Refused } from '#kernel'
import { z } from 'zod'
import { exitCodes } from '../exit-codes.ts'
import { table } from '../table.ts'
import { type Context, defineVerb } from '../verb.ts'

/** One thing looked at; `fix` stands where it is not as it should be. */
type Finding = { readonly what: string; readonly ok: boolean; readonly found: string; readonly fix?: string }

const oldestNode = [20, 19] as const
const leastFreeBytes = 512 * 1024 * 1024
/** The year in which this was written: a clock before it is wrong. */
const earliestYear = 2026

export const doctor = defineVerb({
  examples: ['kontor doctor', 'kontor doctor --json'],
  input: z.strictObject({}),
  async run(context) {
    const findings = [node(), folder(context), disk(context), ...(await database(context))]
    const ok = findings.every((it) => it.ok)
    return {
      data: { ok, dataFolder: context.dataFolder, findings },
      lines: table(
        findings.map(({ what, ok, found, fix }) => [
          ok ? '✓' : '✗',
          what,
          fix === undefined ? found : `${found}. ${fix}`,
        ]),
      ),
      exit: ok ? exitCodes.ok : exitCodes.failed,
    }
  },
})

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  const fix = { fix: `Install Node ${oldestNode.join('.')} or newer.` }
  return { what: 'Node.js', ok, found: process.versions.node, ...(ok ? {} : fix) }
}

function folder({ dataFolder }: Context): Finding {
  const what = 'data folder'
  if (!existsSync(dataFolder)) return { what, ok: true, found: `${dataFolder}, not made yet` }
  const open = (statSync(dataFolder).mode & 0o077) !== 0
  const fix = { fix: `chmod 700 ${dataFolder}` }
  return { what, ok: !open, found: `${dataFolder}${open ? ', open to other users' : ''}`, ...(open ? fix : {}) }
}

function disk({ dataFolder }: Context): Finding {
  const { bavail, bsize } = statfsSync(nearest(dataFolder))
  const free = bavail * bsize
  const ok = free >= leastFreeBytes
  const found = `${Math.floor(free / 1024 / 1024)} MB free`
  return { what: 'disk', ok, found, ...(ok ? {} : { fix: 'Free some space, or choose another disk with --data.' }) }
}

function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path))
}

async function database(context: Context): Promise<Finding[]> {
  const elsewhere = context.io.env['DATABASE_URL'] !== undefined
  if (!elsewhere && !context.around.holdsInstallation(context.dataFolder)) {
    return [{ what: 'PostgreSQL', ok: true, found: 'starts with the first company' }]
  }
  try {
    const { store, attached, simulated } = await context.open()
    const [row] = await store.installation((rows) => rows<{ version: string; now: string }>(asked))
    const where = elsewhere ? 'at DATABASE_URL' : attached ? 'of the server that has the folder' : 'embedded'
    const drift = clockFinding(store.clock.now(), simulated)
    return [{ what: 'PostgreSQL', ok: true, found: `${row?.version ?? ''}, ${where}` }, drift]
  } catch (error) {
    const refusal = error instanceof Refused ? error.refusal : undefined
    const found = refusal?.message ?? (error instanceof Error ? error.message : String(error))
    const fix = isRefusal(refusal) ? refusal.fix : 'Check DATABASE_URL.'
    return [{ what: 'PostgreSQL', ok: false, found, ...(fix === undefined ? {} : { fix }) }]
  }
}

const asked = `select current_setting('server_version') as version, now()::text as now`

function clockFinding(now: string, simulated: boolean): Finding {
  const ok = simulated || Number(now.slice(0, 4)) >= earliestYear
  return {
    what: 'clock',
    ok,
    found: simulated ? `simulated, ${now}` : now,
    ...(ok ? {} : { fix: 'Set the clock of this machine.' }),
  }
}
