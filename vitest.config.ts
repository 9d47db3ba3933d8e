import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    // Two workers suit the smallest machine the suite must be quick on.
    maxWorkers: 2,
    // Modules hold no state between tests, so they need not be loaded anew for every file.
    isolate: false,
  },
});
