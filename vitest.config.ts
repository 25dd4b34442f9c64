import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const imports = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')).imports as Record<
  string,
  { source: string }
>
/** The doors between rooms, opened onto src; the global setup knows no conditions, so they are named one by one. */
const alias = Object.entries(imports).map(([door, { source }]) => ({
  find: new RegExp(`^${door}$`),
  replacement: fileURLToPath(new URL(source, import.meta.url)),
}))

/** The suites: `quick` is `npm test`; the others need more time, or a browser. */
const suites = {
  quick: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'tests/*.test.ts', 'tests/scenarios/**/*.test.ts'],
  slow: ['tests/slow/**/*.test.ts'],
  browser: ['tests/browser/**/*.test.ts'],
}

export default defineConfig({
  resolve: { alias },
  test: {
    pool: 'threads',
    isolate: false,
    globalSetup: 'tests/support/global-setup.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: Object.entries(suites).map(([name, include]) => ({ extends: true as const, test: { name, include } })),
  },
})
