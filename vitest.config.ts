import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The default leaves one core free, which on two halves the speed; what the tests start takes turns well enough.
    maxWorkers: '100%',
    globalSetup: ['test/harness/unpack-chromium.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
