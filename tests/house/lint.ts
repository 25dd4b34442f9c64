import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The names of the rules that the linter, with our settings, finds broken in these files; without types. */
export function lintFindings(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-house-'))
  try {
    const settings = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as object
    writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify({ ...settings, options: { typeAware: false } }))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const linter = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')
    const { stdout, stderr } = spawnSync(process.execPath, [linter, '--format', 'json'], {
      cwd: folder,
      encoding: 'utf8',
    })
    const { diagnostics } = JSON.parse(stdout || `{"diagnostics":[{"code":${JSON.stringify(stderr)}}]}`) as Findings
    return [...new Set(diagnostics.map(({ code }) => /\(([^)]+)\)$/.exec(code)?.[1] ?? code))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Findings = { readonly diagnostics: readonly { readonly code: string }[] }
