/** What an entry of an archive is, read from its name. `company` is '' where the archive is of one company. */
export type Place =
  | { readonly kind: 'manifest' | 'readme' }
  | { readonly kind: 'installation'; readonly table: string }
  | { readonly kind: 'rows'; readonly company: string; readonly table: string }
  | { readonly kind: 'file'; readonly company: string; readonly sha256: string }

const shape =
  /^(?:installation\/(?<wide>[a-z_]+\.[a-z0-9_]+)\.jsonl|(?:companies\/(?<company>cmp_[0-9a-z]{26})\/)?(?:(?<log>log\.jsonl)|rows\/(?<table>[a-z_]+\.[a-z0-9_]+)\.jsonl|files\/(?<sha256>[0-9a-f]{64})))$/

/** Undefined for any name that Kontor does not write, such as `../etc/passwd`. */
export function placeOf(name: string): Place | undefined {
  if (name === 'manifest.json') return { kind: 'manifest' }
  if (name === 'README.txt') return { kind: 'readme' }
  const found = shape.exec(name)?.groups
  if (!found) return undefined
  const { wide, company = '', log, table = '', sha256 } = found
  if (wide) return { kind: 'installation', table: wide }
  if (sha256) return { kind: 'file', company, sha256 }
  return { kind: 'rows', company, table: log ? 'store.log' : table }
}

/** Where the rows of a table stand in an archive: the log under its own name, for readers. */
export function fileOf(folder: string, table: string): string {
  return table === 'store.log' ? `${folder}log.jsonl` : `${folder}rows/${table}.jsonl`
}

export function folderOf(company: string): string {
  return `companies/${company}/`
}
