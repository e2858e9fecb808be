import { defineConfig } from '@playwright/test';
import config from '../playwright.config.ts';

/** What `make bench AREA=web` measures in the browser; each prints `bench:` lines. */
export default defineConfig({
  ...config,
  testDir: '.',
  testMatch: '*.bench.ts',
  // They need more than this machine may have; `make bench/web` runs them.
  testIgnore: 'grids/**',
  outputDir: '../results',
  globalSetup: '../make-seeds.ts',
  workers: 1,
  retries: 0,
});
