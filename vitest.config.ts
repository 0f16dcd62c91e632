import { defineConfig } from 'vitest/config'
import { SkipReporter } from './test/support/skip-reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', new SkipReporter()],
    // Real servers and processes need a moment on two cores; a hanging test is still told.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The machines this runs on have two cores, and several files start services of their own.
    maxWorkers: 2,
  },
})
