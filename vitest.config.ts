import { defineConfig } from 'vitest/config'

const conditions = ['source', 'module', 'node', 'import', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  esbuild: { jsx: 'automatic', jsxImportSource: 'hono/jsx' },
  test: {
    pool: 'threads',
    isolate: false,
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'tests/*.test.ts', 'tests/scenarios/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
