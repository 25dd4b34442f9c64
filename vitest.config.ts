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

export default defineConfig({
  resolve: { alias },
  test: {
    pool: 'threads',
    isolate: false,
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'tests/*.test.ts', 'tests/scenarios/**/*.test.ts'],
    globalSetup: 'tests/support/global-setup.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
