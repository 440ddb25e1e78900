import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    // Browsers, terminals and child processes on a busy shared runner: one more try there, and the report says `retry x1`.
    retry: process.env.CI ? 1 : 0,
    coverage: { provider: 'v8', include: ['src/core/**'], reporter: ['text-summary', 'json-summary'] },
  },
});
