import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';
import type { Program } from './program.ts';

/** Something that the API names. */
export type Named = { id: string; name: string };

/** Asks the API in the name of who is signed in. */
export async function ask<T>(page: Page, program: Program, method: string, path: string, data?: unknown): Promise<T> {
  const answer = await page.request.fetch(`${program.url}/api/v1${path}`, {
    method,
    data,
    headers: { 'Idempotency-Key': randomUUID() },
  });
  const text = await answer.text();
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${text}`).toBe(true);
  return text ? JSON.parse(text) : undefined;
}

/** A query that gives a row for each campaign. */
export const reach = 'SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY campaign';

/** A schedule of a query on instances, whose names begin so; it is due in the night and waits for no data. */
export async function makeSchedule(page: Page, program: Program, name: string, sql: string, on: string[], more: object = {}): Promise<Named & { queryId: string }> {
  const query = await ask<Named>(page, program, 'POST', '/queries', { name, sql });
  const instances = (await ask<{ items: Named[] }>(page, program, 'GET', '/instances')).items;
  const targets = on.map((words) => ({ instanceId: instances.find((one) => one.name.startsWith(words))?.id }));
  const made = await ask<Named>(page, program, 'POST', '/schedules', {
    name,
    query: { id: query.id },
    targets,
    window: { preset: 'last_full_month' },
    rule: { frequency: 'daily', at: ['03:30'], zone: 'Europe/Berlin' },
    settle: 'run',
    ...more,
  });
  return { ...made, queryId: query.id };
}
