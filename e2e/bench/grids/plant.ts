import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { ask, type Named, reach } from '../../api.ts';
import { expect } from '../../fixtures.ts';
import type { Program } from '../../program.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Runs a query, and gives its executions results of so many rows, one after the other. */
export async function plant(page: Page, program: Program, sizes: number[]): Promise<string[]> {
  const { items } = await ask<{ items: Named[] }>(page, program, 'GET', '/instances');
  const ids: string[] = [];
  for (const _ of sizes) {
    const { id } = await ask<Named>(page, program, 'POST', '/executions', {
      instanceId: items.find(({ name }) => name.startsWith('Fernhollow US'))?.id,
      sql: reach,
      window: { preset: 'last_full_month', zone: 'UTC' },
    });
    await expect.poll(async () => (await ask<{ state: string }>(page, program, 'GET', `/executions/${id}`)).state).toBe('succeeded');
    ids.push(id);
  }
  await program.shutDown();
  const wanted = ids.map((id, at) => `${id}=${sizes[at]}`);
  await promisify(execFile)('go', ['run', './bench', '-plant', program.dataDir, ...wanted], { cwd: root });
  await program.boot();
  return ids;
}
