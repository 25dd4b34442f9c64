import type pg from 'pg'

/** A table as archives need it. */
export type TableShape = {
  /** `ledger.postings` */
  readonly name: string
  /** Without generated ones. */
  readonly columns: readonly string[]
  /** Columns of JSON, in which null is a value beside the null of SQL. */
  readonly json: readonly string[]
  /** Orders rows the same in every database. */
  readonly order: string
  /** Tables that its foreign keys point to. */
  readonly parents: readonly string[]
}

const shapes = `
  select format('%I.%I', n.nspname, c.relname) as name,
    array_agg(a.attname::text order by a.attnum) as columns,
    coalesce(array_agg(a.attname::text order by a.attnum)
      filter (where a.atttypid in ('json'::regtype, 'jsonb'::regtype)), '{}') as json,
    coalesce((
      select string_agg(format('t.%I%s', k.attname, case when k.attcollation <> 0 then ' collate "C"' end), ', ' order by p.n)
      from pg_index i cross join unnest(i.indkey) with ordinality as p (attnum, n)
      join pg_attribute k on k.attrelid = c.oid and k.attnum = p.attnum
      where i.indrelid = c.oid and i.indisprimary
    ), 'to_jsonb(t)::text collate "C"') as "order",
    coalesce((
      select array_agg(distinct format('%I.%I', pn.nspname, pc.relname)) from pg_constraint f
      join pg_class pc on pc.oid = f.confrelid join pg_namespace pn on pn.oid = pc.relnamespace
      where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid
    ), '{}') as parents
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname::text = any ($1)
  group by c.oid, c.relname, n.nspname
  order by 1`

async function tableShapes(client: pg.PoolClient, schemas: readonly string[]): Promise<TableShape[]> {
  return (await client.query<TableShape>(shapes, [schemas])).rows
}

/** Schema of the engine's checkpoints; it is there when the engine has run on this database. */
const engineSchema = 'dbos'
/** Made by migrations, therefore there before anything is restored. */
const madeByMigrations = [
  'store.migrations',
  'store.company_tables',
  'store.left_out_tables',
  'store.rooms',
  'dbos.dbos_migrations',
]

export type Tables = { readonly company: readonly TableShape[]; readonly installation: readonly TableShape[] }

/** All tables with state, parents first: those with rows of companies, and those of the installation. */
export async function allTables(client: pg.PoolClient): Promise<Tables> {
  const rooms = (await client.query<{ name: string }>('select name from store.rooms')).rows.map(({ name }) => name)
  const shapes = new Map((await tableShapes(client, [...rooms, engineSchema])).map((shape) => [shape.name, shape]))
  const listed = await client.query<{ name: string }>('select name from store.company_tables order by position')
  const company = listed.rows.map(({ name }) => known(shapes, name))
  const leftOut = (await client.query<{ name: string }>('select name from store.left_out_tables')).rows
  const others = new Set([...company, ...leftOut].map(({ name }) => name).concat(madeByMigrations))
  const rest = [...shapes.values()].filter(({ name }) => !others.has(name))
  return { company, installation: parentsFirst(rest) }
}

function parentsFirst(tables: readonly TableShape[]): TableShape[] {
  const sorted: TableShape[] = []
  const waiting = new Map(tables.map((table) => [table.name, table]))
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ parents }) => !parents.some((parent) => waiting.has(parent)))
    if (ready.length === 0) throw new Error(`foreign keys run in a circle: ${[...waiting.keys()].join(', ')}`)
    for (const table of ready) waiting.delete(table.name)
    sorted.push(...ready)
  }
  return sorted
}

function known(shapes: ReadonlyMap<string, TableShape>, name: string): TableShape {
  const shape = shapes.get(name)
  if (!shape) throw new Error(`${name} is registered by store.protect but is in the schema of no room`)
  return shape
}
