import { isRefusal, type Refusal } from '#kernel'
import { asJson } from './json.ts'
import { maxKey } from './limits.ts'
import { stepKey } from './run.ts'
import { type Claim, Interrupted, type Surroundings, Uncertain } from './surroundings.ts'
import { NotActed, type Outward } from './work.ts'

type Intent = {
  fresh: boolean
  run: string
  claim: number
  state: 'intent' | 'uncertain' | 'done'
  result: unknown
  under_way: boolean
}
type Step<T> = { name: string; effect: Outward<T> }

/** An effect on the world, at most once for its key: the intent is committed before it, the result after it. */
export async function actOutside<T>(around: Surroundings, claim: Claim, step: Step<T>): Promise<T | Refusal> {
  const key = step.effect.key ?? stepKey(claim.run.id, step.name)
  if (key.length === 0 || key.length > maxKey)
    throw new RangeError(`an outward key has 1 to ${maxKey} characters: ${key}`)
  const intent = await intend(around, claim, { key, step: step.name })
  if (intent.state === 'done') return intent.result as T
  if (intent.fresh) return perform(around, claim, { key, effect: step.effect })
  if (intent.run !== claim.run.id && intent.under_way)
    throw new Error(`another run is doing the effect with the key ${key}`)
  await takeIntent(around, claim, { key, seen: intent })
  return decide(around, claim, { key, effect: step.effect })
}

type Keyed<T> = { key: string; effect: Outward<T> }

/** An earlier claim left it open whether the effect happened. */
async function decide<T>(around: Surroundings, claim: Claim, { key, effect }: Keyed<T>): Promise<T | Refusal> {
  if (effect.repeatable) return perform(around, claim, { key, effect })
  if (!effect.find) return doubt(around, claim, { key })
  const found = await effect.find(key)
  if (found === undefined) return perform(around, claim, { key, effect })
  return settle(around, claim, { key, result: found })
}

async function perform<T>(around: Surroundings, claim: Claim, { key, effect }: Keyed<T>): Promise<T | Refusal> {
  const result = await effect.act(key).catch(async (error: unknown) => {
    if (error instanceof NotActed) await forget(around, claim, key)
    else if (!effect.repeatable && !effect.find) await doubt(around, claim, { key, cause: error })
    throw error
  })
  if (!isRefusal(result)) return settle(around, claim, { key, result })
  await forget(around, claim, key)
  return result
}

const insertIntent = `insert into engine.outward (company_id, key, run, step, claim, state, at)
  select $1, $2, $3, $4, $5, 'intent', $6 where exists (
    select from engine.runs where company_id = $1 and id = $3 and claim = $5 and state = 'running' for share)
  on conflict do nothing returning true as fresh, run, claim, state, null::jsonb as result, true as under_way`
const readIntent = `select false as fresh, o.run, o.claim, o.state, o.result, r.state = 'running' as under_way
  from engine.outward o join engine.runs r on r.company_id = o.company_id and r.id = o.run
  where o.company_id = $1 and o.key = $2`

/** The intent that is now kept: ours, or an earlier one. Only a claim that still has its run can make one. */
async function intend(
  { store }: Surroundings,
  { run }: Claim,
  { key, step }: { key: string; step: string },
): Promise<Intent> {
  const values = [run.company, key, run.id, step, run.claim, store.clock.now()]
  const [intent] = await store.installation(async (rows) => {
    const made = await rows<Intent>(insertIntent, values)
    return made.length > 0 ? made : rows<Intent>(readIntent, [run.company, key])
  })
  if (!intent) throw new Interrupted('lost')
  return intent
}

const moveIntent = `update engine.outward set run = $3, claim = $4, state = 'intent'
  where company_id = $1 and key = $2 and run = $5 and claim = $6 and state <> 'done' and exists (
    select from engine.runs where company_id = $1 and id = $3 and claim = $4 and state = 'running' for share)
  returning key`

/** Of two that find the same open intent, one goes on. */
async function takeIntent(
  { store }: Surroundings,
  { run }: Claim,
  { key, seen }: { key: string; seen: Intent },
): Promise<void> {
  const values = [run.company, key, run.id, run.claim, seen.run, seen.claim]
  const moved = await store.installation((rows) => rows(moveIntent, values))
  if (moved.length === 0) throw new Interrupted('lost')
}

const ours = 'where company_id = $1 and key = $2 and run = $3 and claim = $4'

async function settle<T>(
  { store }: Surroundings,
  { run }: Claim,
  { key, result }: { key: string; result: T },
): Promise<T> {
  const kept = asJson(result)
  const values = [run.company, key, run.id, run.claim, JSON.stringify(kept)]
  await store.installation((rows) => rows(`update engine.outward set state = 'done', result = $5 ${ours}`, values))
  return kept as T
}

async function forget({ store }: Surroundings, { run }: Claim, key: string): Promise<void> {
  const values = [run.company, key, run.id, run.claim]
  await store.installation((rows) => rows(`delete from engine.outward ${ours} and state = 'intent'`, values))
}

async function doubt(
  { store }: Surroundings,
  { run }: Claim,
  { key, cause }: { key: string; cause?: unknown },
): Promise<never> {
  const values = [run.company, key, run.id, run.claim]
  await store.installation((rows) => rows(`update engine.outward set state = 'uncertain' ${ours}`, values))
  throw new Uncertain(key, { cause })
}
