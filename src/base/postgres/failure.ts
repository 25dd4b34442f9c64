import { type Refusal, refuse } from '#kernel'

export const useDatabaseUrl = 'or set DATABASE_URL to a PostgreSQL 15 or newer that runs elsewhere'

type Cause = { kind: string; why: string; fix: string; signs: RegExp }

/** What the world says when a data folder cannot be used: in errno names and in PostgreSQL's words. */
const causes: readonly Cause[] = [
  {
    kind: 'disk-full',
    why: 'the disk is full or its quota is used up',
    fix: 'Free some space on this disk, or choose a data folder on another one with --data',
    signs: /ENOSPC|EDQUOT|EFBIG|No space left on device|Disk quota exceeded|File too large/,
  },
  {
    kind: 'data-folder-read-only',
    why: 'it is on a file system that is mounted read-only',
    fix: 'Mount it writable, or choose another data folder with --data',
    signs: /EROFS|Read-only file system/,
  },
  {
    kind: 'data-folder-not-writable',
    why: 'this user may not write there',
    fix: 'Give this user the folder (chown), or choose another data folder with --data',
    signs: /EACCES|EPERM|Permission denied|Operation not permitted|has wrong ownership/,
  },
  {
    kind: 'not-a-folder',
    why: 'a file stands where a folder should be',
    fix: 'Choose another data folder with --data',
    signs: /ENOTDIR|EEXIST|Not a directory/,
  },
]

/** A refusal for what PostgreSQL said on its way out. */
export function refusalFromWords(words: readonly string[], folder: string): Refusal {
  const found = causes.find((cause) => words.some((line) => cause.signs.test(line)))
  if (found) return refusalOf(found, folder, words)
  return refuse('postgres-did-not-start', {
    message: `PostgreSQL did not start on ${folder}: ${words.at(-1) ?? 'it said nothing'}`,
    fix: `Read what it said (facts.said), mend that and try again, ${useDatabaseUrl}`,
    facts: { folder, said: words },
  })
}

/** A refusal for a file system error on the data folder; undefined when the error is of another sort. */
export function refusalFromError(error: unknown, folder: string): Refusal | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const found = causes.find((cause) => cause.signs.test(String(error.code)))
  return found && refusalOf(found, folder, [error.message])
}

function refusalOf(cause: Cause, folder: string, said: readonly string[]): Refusal {
  return refuse(cause.kind, {
    message: `PostgreSQL cannot use ${folder}: ${cause.why}`,
    fix: cause.fix,
    facts: { folder, said },
  })
}
