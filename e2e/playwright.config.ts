import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const browser = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (!browser) {
  throw new Error('No Chromium on this machine. Run: make setup');
}

export default defineConfig({
  testDir: './journeys',
  globalSetup: './make-seeds.ts',
  outputDir: './results',
  fullyParallel: true,
  workers: 2,
  timeout: 240_000,
  forbidOnly: !!process.env.CI,
  // A machine under load is told apart from a fault: what fails twice fails.
  retries: process.env.CI ? 1 : 0,
  reporter: [['list']],
  use: {
    actionTimeout: 60_000,
    viewport: { width: 1440, height: 900 },
    // A trace takes as much time as the test; PWTRACE=on asks for one.
    trace: process.env.PWTRACE === 'on' ? 'on' : 'on-first-retry',
    screenshot: 'only-on-failure',
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    launchOptions: {
      executablePath: browser,
      // The machine may have no other network than loopback, and CI runs as root.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
