import type { Instant } from '#kernel'

export function companyReadme({ company, kontor, at }: { company: string; kontor: string; at: Instant }): string {
  return `Everything that Kontor ${kontor} knew of the company ${company} at ${at}.

log.jsonl       what happened, one fact a line. Each line's hash covers the line before it;
                scripts/verify-log.mjs of Kontor checks that with nothing but Node.
rows/*.jsonl    the tables of every part of Kontor, one row a line, as JSON. Money is in minor
                units (cents) beside its currency. A table without rows has no file.
files/*         letters, bills, statements and other files as they came, named by their SHA-256;
                rows/store.blobs.jsonl says of what type each is.
manifest.json   version, tables, columns, numbers of rows and SHA-256 of every file of lines.

To use it again: kontor restore <this file>, with Kontor ${kontor}.
`
}

export function backupReadme({ kontor, at }: { kontor: string; at: Instant }): string {
  return `Everything that an installation of Kontor ${kontor} held at ${at}.

installation/*.jsonl   what belongs to no single company: settings, nodes, checkpoints of runs
companies/*/           each company as in an archive of its own: log.jsonl, rows/, files/
manifest.json          version, tables, columns, numbers of rows and SHA-256 of every file of lines

To use it again, restore it with Kontor ${kontor} into an empty installation.
`
}
