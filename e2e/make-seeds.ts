import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type FullConfig } from '@playwright/test';
import { connectAmazon, signIn, withOwner } from './fixtures.ts';
import { Program } from './program.ts';
import { cookiesFile, type Seed, seedOf, seedsFolder } from './seed.ts';

/** Makes the seeds, once for all tests, by going the way of a person. */
export default async function makeSeeds({ projects }: FullConfig): Promise<() => Promise<void>> {
  const made = await mkdtemp(path.join(tmpdir(), 'recomamp-e2e-seeds-'));
  process.env[seedsFolder] = made;
  const { launchOptions, viewport, locale, timezoneId } = projects[0]?.use ?? {};
  const browser = await chromium.launch(launchOptions);
  const program = await Program.start(withOwner);
  try {
    const page = await browser.newPage({ viewport, locale, timezoneId });
    await signIn(page, program);
    // The tests sign in with this session, however long they take.
    const rules = { windowMinutes: 720, tokens: 'administer', exportRows: 100_000 };
    const set = await page.request.put(`${program.url}/api/v1/sensitive-policy`, { data: rules });
    if (!set.ok()) throw new Error(`the seeds cannot set the policy: ${await set.text()}`);
    await writeFile(cookiesFile(), JSON.stringify(await page.context().cookies()));
    await keep(program, 'owner');
    await connectAmazon(page, program);
    await keep(program, 'connected');
  } finally {
    await browser.close();
    await program.stop();
  }
  return () => rm(made, { recursive: true, force: true });
}

/** Copies the data of a program while it is at rest. */
async function keep(program: Program, seed: Seed): Promise<void> {
  await program.shutDown();
  await cp(program.dataDir, seedOf(seed), { recursive: true });
  await program.boot();
}
