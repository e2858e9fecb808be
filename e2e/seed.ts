import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';

/**
 * Where a test begins: its program has an owner, or one who has connected Amazon,
 * too. It begins with a copy of such a data folder, so that no test sees another.
 */
export type Seed = 'owner' | 'connected';

/** Names the folder of the seeds to the processes that run tests. */
export const seedsFolder = 'RECOMAMP_E2E_SEEDS';

const inside = (name: string) => path.join(process.env[seedsFolder] ?? '', name);

/** The data folder to copy. */
export const seedOf = (seed: Seed): string => inside(seed);

/** The cookies of the owner's session, which the seeds know. */
export const cookiesFile = (): string => inside('cookies.json');

/** Signs a page in to any program that began with a seed. */
export async function letIn(page: Page): Promise<void> {
  await page.context().addCookies(JSON.parse(await readFile(cookiesFile(), 'utf8')));
}
