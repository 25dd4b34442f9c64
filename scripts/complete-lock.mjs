// Adds to package-lock.json the packages of other platforms that npm left out, so that `npm ci` works everywhere.
// npm drops an optional package that its registry does not have at that moment, and then refuses its own lock file.
// Run it after `npm install`; it needs no network.
import { readFileSync, writeFileSync } from 'node:fs'

const path = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(path, 'utf8'))
const libcs = { gnu: 'glibc', musl: 'musl' }
const systems =
  /(android|darwin|freebsd|linux|openharmony|win32|aix|sunos|netbsd|openbsd|wasm32)(?:-(\w+))?(?:-(\w+))?$/

/** What the name of a binary package says of its platform. */
function platformOf(name) {
  const [, os, cpu, abi] = systems.exec(name) ?? []
  if (os === undefined) return undefined
  if (os === 'wasm32') return { cpu: ['wasm32'] }
  const libc = os === 'linux' && libcs[abi]
  return { cpu: [cpu], os: [os], ...(libc ? { libc: [libc] } : {}) }
}

let added = 0
for (const [owner, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name)
    const known = [`${owner}/node_modules/${name}`, `node_modules/${name}`].some((at) => lock.packages[at])
    if (known || platform === undefined || !/^\d/.test(version)) continue
    lock.packages[`node_modules/${name}`] = { version, ...platform, ...(dev ? { dev } : {}), optional: true }
    added++
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`)
console.log(`${added} packages of other platforms added to package-lock.json`)
