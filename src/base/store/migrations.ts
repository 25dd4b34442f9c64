import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from '#kernel'

/** One forward-only step of a room's tables: `ledger/0001-ledger`. */
export type Migration = { readonly id: string; readonly sql: string; readonly checksum: string }

/** The numbered SQL files beside the calling module, in order: `migrationsOf('ledger', import.meta.url)`. */
export function migrationsOf(room: string, moduleUrl: string): Migration[] {
  const folder = dirname(fileURLToPath(moduleUrl))
  return readdirSync(folder)
    .filter((file) => /^\d{4}-.*\.sql$/.test(file))
    .sort()
    .map((file) => {
      const sql = readFileSync(join(folder, file), 'utf8')
      return { id: `${room}/${file.slice(0, -'.sql'.length)}`, sql, checksum: sha256(sql) }
    })
}
