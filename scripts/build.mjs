// Compiles src to dist and copies what the compiler leaves behind: SQL, stylesheets and other assets.
// With --if-changed it does nothing when dist is newer than everything that it is made from, or when there is no src.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const assetEndings = new Set(['.sql', '.css', '.js', '.svg', '.woff2', '.json'])
const stamp = join(root, 'dist', '.built')
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })

if (process.argv.includes('--if-changed') && !hasChanged()) process.exit(0)
rmSync(join(root, 'dist'), { recursive: true, force: true })
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const compiled = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (compiled.status !== 0) process.exit(compiled.status ?? 1)
for (const file of sources) {
  if (assetEndings.has(extname(file))) cpSync(join(root, 'src', file), join(root, 'dist', file))
}
chmodSync(join(root, 'dist', 'main.js'), 0o755)
writeFileSync(stamp, '')

function hasChanged() {
  if (!existsSync(stamp)) return true
  const built = statSync(stamp).mtimeMs
  const from = ['package.json', 'tsconfig.json', 'tsconfig.build.json', ...sources.map((file) => join('src', file))]
  return from.some((file) => statSync(join(root, file)).mtimeMs > built)
}
