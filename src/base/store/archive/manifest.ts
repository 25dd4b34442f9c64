import { z } from 'zod'

export const companyFormat = 'kontor.company/1'
export const backupFormat = 'kontor.backup/1'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

const sheet = z.strictObject({
  file: z.string(),
  table: z.string(),
  rows: z.int().nonnegative(),
  sha256: hash,
})

/** What an archive says of itself; it stands at its end, so that a cut archive has none. */
export const manifestSchema = z.strictObject({
  format: z.enum([companyFormat, backupFormat]),
  /** The version of Kontor that wrote it and can read it. */
  kontor: z.string().min(1).max(100),
  exportedAt: z.string(),
  companies: z.array(z.strictObject({ id: z.string().regex(/^cmp_[0-9a-z]{26}$/), head: hash, files: z.int() })),
  slug: z.string().max(100).optional(),
  migrations: z.array(z.strictObject({ id: z.string(), checksum: z.string() })),
  /** Columns of every table that has a sheet. */
  columns: z.record(z.string(), z.array(z.string())),
  sheets: z.array(sheet),
})

export type Manifest = z.output<typeof manifestSchema>
export type SheetEntry = z.output<typeof sheet>
