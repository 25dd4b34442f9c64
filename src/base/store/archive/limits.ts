const mebibyte = 2 ** 20

/** What an archive may hold at most, so that a crafted one costs no more than time. Bytes are those after unpacking. */
export const archiveLimits = {
  entries: 1_000_000,
  entryBytes: 65_536 * mebibyte,
  totalBytes: 1_048_576 * mebibyte,
  manifestBytes: 64 * mebibyte,
  /** PostgreSQL's own limit for one value of JSON. */
  lineBytes: 256 * mebibyte,
  fileBytes: 512 * mebibyte,
}

export type ArchiveLimits = typeof archiveLimits
