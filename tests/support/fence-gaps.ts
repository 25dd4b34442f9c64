import type { Store } from '#store'

const tables = `
  select format('%I.%I', n.nspname, c.relname) as name, t.position, c.relrowsecurity and c.relforcerowsecurity as fenced,
    exists (select from pg_policy p where p.polrelid = c.oid) and not exists (
      select from pg_policy p where p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) not like '%kontor.company%'
    ) as by_company,
    exists (select from store.rooms r where r.name = n.nspname) as in_room,
    (select k.attname::text from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = i.indkey[0]
      where i.indrelid = c.oid and i.indisprimary) as first_key,
    pg_get_userbyid(c.relowner) = 'kontor_app' as owned_by_application
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join store.company_tables t on t.name = format('%I.%I', n.nspname, c.relname)
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
    and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped)
  order by 1`

const foreignKeys = `
  select f.conname as name, format('%I.%I', n.nspname, c.relname) as "from", format('%I.%I', pn.nspname, pc.relname) as "to",
    n.nspname = pn.nspname as in_room,
    coalesce(parent.position < child.position, false) as parent_first,
    exists (select from unnest(f.conkey, f.confkey) as k (mine, theirs)
      join pg_attribute m on m.attrelid = f.conrelid and m.attnum = k.mine and m.attname = 'company_id'
      join pg_attribute t on t.attrelid = f.confrelid and t.attnum = k.theirs and t.attname = 'company_id') as of_one_company
  from pg_constraint f
  join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class pc on pc.oid = f.confrelid join pg_namespace pn on pn.oid = pc.relnamespace
  join store.company_tables child on child.name = format('%I.%I', n.nspname, c.relname)
  left join store.company_tables parent on parent.name = format('%I.%I', pn.nspname, pc.relname)
  where f.contype = 'f' order by 1`

const views = `
  select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join store.rooms r on r.name = n.nspname
  where c.relkind = 'm' or c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false) order by 1`

type Table = {
  name: string
  position: number | null
  fenced: boolean
  by_company: boolean
  in_room: boolean
  first_key: string | null
  owned_by_application: boolean
}
type ForeignKey = {
  name: string
  from: string
  to: string
  in_room: boolean
  parent_first: boolean
  of_one_company: boolean
}

/** Where rows of two companies could meet, or a company could not be restored; empty when there is no such place. */
export async function fenceGaps({ owner }: Pick<Store, 'owner'>): Promise<string[]> {
  const found = await Promise.all([
    owner.query<Table>(tables),
    owner.query<ForeignKey>(foreignKeys),
    owner.query<{ name: string }>(views),
  ])
  const [all, keys, seen] = found
  return [
    ...all.rows.flatMap(gapsOf),
    ...keys.rows.flatMap(gapsBetween),
    ...seen.rows.map(
      ({ name }) => `${name} is a view that shows rows of all companies; create it with (security_invoker = true)`,
    ),
  ]
}

function gapsOf(table: Table): string[] {
  const { name } = table
  return [
    ...(table.position === null ? [`${name} has company_id and was not given to store.protect`] : []),
    ...(table.fenced ? [] : [`${name} has no forced row-level security`]),
    ...(table.by_company ? [] : [`${name} has no policy by company, or one that asks for something else`]),
    ...(table.in_room ? [] : [`${name} is in a schema that was not opened by store.open_room`]),
    ...(table.first_key === 'company_id' ? [] : [`the primary key of ${name} does not begin with company_id`]),
    ...(table.owned_by_application ? [`${name} is owned by the application`] : []),
  ]
}

function gapsBetween(key: ForeignKey): string[] {
  const { from, to } = key
  return [
    ...(key.of_one_company ? [] : [`${key.name} links ${from} to ${to} without company_id on both sides`]),
    ...(key.in_room ? [] : [`${key.name} links ${from} to ${to}, a table of another room`]),
    ...(key.parent_first ? [] : [`${key.name} links ${from} to ${to}, which is not protected before it`]),
  ]
}
