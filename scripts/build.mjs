// Compiles src to dist and copies what the compiler leaves behind: SQL, stylesheets and other assets.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, readdirSync, rmSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const assetEndings = new Set(['.sql', '.css', '.js', '.svg', '.woff2', '.json'])

rmSync(join(root, 'dist'), { recursive: true, force: true })
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const compiled = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (compiled.status !== 0) process.exit(compiled.status ?? 1)
for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
  if (assetEndings.has(extname(file))) cpSync(join(root, 'src', file), join(root, 'dist', file))
}
chmodSync(join(root, 'dist', 'main.js'), 0o755)
