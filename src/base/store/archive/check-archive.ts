import { createHash } from 'node:crypto'
import { sha256 } from '#kernel'
import { z } from 'zod'
import { firstPrev, lineHash } from '../company-log.ts'
import { type ArchiveEntry, broken, contentOf, lines, readArchive } from './archive-reader.ts'
import type { ArchiveLimits } from './limits.ts'
import { type Manifest, manifestSchema, type SheetEntry } from './manifest.ts'
import { blobTable, logTable } from './sheet.ts'

type Chain = { company: string; lines: number; hash: string }
type SeenCompany = { chain?: Chain; head?: { seq: number; hash: string }; kept: Set<string>; files: Set<string> }
type Seen = { sheets: Map<string, SheetEntry>; companies: Map<string, SeenCompany>; manifest?: Manifest }
export type ArchiveFile = { readonly file: string; readonly limits: ArchiveLimits; readonly format: Manifest['format'] }

/** Reads an archive to its end and checks all that it says of itself, before anything is written. Throws `Refused`. */
export async function checkArchive({ file, limits, format }: ArchiveFile): Promise<Manifest> {
  const seen: Seen = { sheets: new Map(), companies: new Map() }
  await readArchive({ file, limits }, (entry) => look(seen, entry, limits))
  const { manifest } = seen
  if (!manifest) throw broken('it has no manifest.json, so its end is missing or it is of something else')
  if (manifest.format !== format) throw broken(`it is a ${manifest.format} and not a ${format}`)
  checkSheets(seen, manifest)
  const folders = manifest.companies.map(({ id }) => (format === 'kontor.company/1' ? '' : id))
  if (format === 'kontor.company/1' && folders.length !== 1) throw broken('it names not one company')
  const stray = [...seen.companies.keys()].find((company) => !folders.includes(company))
  if (stray !== undefined) throw broken(`its manifest does not name ${stray || 'the company'}`)
  manifest.companies.forEach((entry, i) => checkCompany(entry, seen.companies.get(folders[i] ?? '')))
  return manifest
}

async function look(seen: Seen, entry: ArchiveEntry, limits: ArchiveLimits): Promise<void> {
  const { place } = entry
  if (seen.manifest) throw broken('something follows its manifest')
  if (place.kind === 'manifest') {
    seen.manifest = parsed(manifestSchema, (await contentOf(entry)).toString(), entry.name)
  } else if (place.kind === 'readme') {
    await contentOf(entry)
  } else if (place.kind === 'file') {
    if (sha256(await contentOf(entry)) !== place.sha256) throw broken(`${entry.name} was changed`)
    companyIn(seen, place.company).files.add(place.sha256)
  } else {
    seen.sheets.set(entry.name, await lookAtSheet(seen, entry, limits))
  }
}

async function lookAtSheet(seen: Seen, entry: ArchiveEntry, limits: ArchiveLimits): Promise<SheetEntry> {
  const { place } = entry
  if (place.kind !== 'rows' && place.kind !== 'installation') throw new TypeError(`${entry.name} has no lines`)
  const hash = createHash('sha256')
  let rows = 0
  for await (const line of lines(entry, limits)) {
    rows++
    hash.update(line).update('\n')
    if (place.kind === 'rows')
      lookAtLine(companyIn(seen, place.company), { table: place.table, file: entry.name, line })
  }
  return { file: entry.name, table: place.table, rows, sha256: hash.digest('hex') }
}

const logLine = z.strictObject({
  prev: z.string(),
  company: z.string(),
  seq: z.int(),
  at: z.string(),
  actor: z.string(),
  command: z.string(),
  digest: z.string(),
  cause: z.string(),
  type: z.string(),
  body: z.string(),
  hash: z.string(),
})
const headLine = z.object({ seq: z.int(), hash: z.string() })
const blobLine = z.object({ sha256: z.string() })

function lookAtLine(company: SeenCompany, { table, file, line }: { table: string; file: string; line: Buffer }): void {
  if (table === logTable) company.chain = linked(company.chain, parsed(logLine, line.toString(), file))
  if (table === blobTable) company.kept.add(parsed(blobLine, line.toString(), file).sha256)
  if (table === 'store.log_heads') company.head = parsed(headLine, line.toString(), file)
}

function linked(chain: Chain | undefined, line: z.output<typeof logLine>): Chain {
  const { company, lines: count, hash } = chain ?? { company: line.company, lines: 0, hash: firstPrev }
  const fits = line.company === company && line.seq === count + 1 && line.prev === hash
  if (!fits || lineHash(company, line) !== line.hash)
    throw broken(`line ${count + 1} of its log was changed or does not follow the one before it`)
  return { company, lines: line.seq, hash: line.hash }
}

/** What the manifest lists must be there, unchanged, and nothing else. */
function checkSheets({ sheets }: Seen, manifest: Manifest): void {
  if (manifest.sheets.length !== sheets.size) throw broken('its manifest lists other files than it holds')
  for (const listed of manifest.sheets) {
    const found = sheets.get(listed.file)
    if (!found) throw broken(`${listed.file} is missing`)
    const same = found.sha256 === listed.sha256 && found.rows === listed.rows && found.table === listed.table
    if (!same) throw broken(`${listed.file} was changed`)
  }
}

function checkCompany(entry: Manifest['companies'][number], seen: SeenCompany | undefined): void {
  const { chain, head = { seq: 0, hash: firstPrev }, kept = new Set(), files = new Set() } = seen ?? {}
  if (chain && chain.company !== entry.id) throw broken(`its log is of ${chain.company} and not of ${entry.id}`)
  const end = { seq: chain?.lines ?? 0, hash: chain?.hash ?? firstPrev }
  if (end.seq !== head.seq || end.hash !== head.hash || end.hash !== entry.head)
    throw broken(`lines at the end of the log of ${entry.id} are missing`)
  const missing = [...kept].find((file) => !files.has(file))
  if (missing || files.size !== kept.size || files.size !== entry.files)
    throw broken(`files of ${entry.id} are missing or too many`)
}

function companyIn({ companies }: Seen, company: string): SeenCompany {
  const found = companies.get(company) ?? { kept: new Set(), files: new Set() }
  companies.set(company, found)
  return found
}

function parsed<T>(schema: z.ZodType<T>, text: string, file: string): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw broken(`${file} is not what Kontor writes`)
  }
}
