import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

export const rows = 20_000;
/** More than are scrolled through at first, so that there is always a next page. */
const held = rows + 5_000;

/** One of the executions that the server is said to hold, the newest first. */
function execution(index: number) {
  const at = new Date(Date.UTC(2026, 2, 10) - index * 60_000).toISOString();
  return {
    id: `exe_${String(held - index).padStart(8, '0')}`,
    state: index % 7 === 3 ? 'failed' : 'succeeded',
    instance: {
      id: 'ins_1', name: 'Fernhollow US', amazonId: 'amcfernhollow', type: 'STANDARD',
      client: { id: 'cli_1', name: 'Fernhollow', color: '#2f6fde' },
    },
    queryId: 'qry_1', queryName: `Reach by campaign ${index}`, queryVersion: 3, sqlStart: 'SELECT 1', sqlHash: 'h',
    window: {
      start: '2026-02-01T00:00:00Z', end: '2026-03-01T00:00:00Z', localStart: '2026-02-01T00:00:00', localEnd: '2026-03-01T00:00:00',
      zone: 'UTC', settlesAt: '2026-03-03T00:00:00Z', settled: true,
    },
    createdAt: at, finishedAt: at, createdBy: { id: 'per_1', name: 'Ada' }, origin: 'schedule',
    rowCount: index, tries: 0, queueMs: 0, amcMs: 60_000, collectMs: 900,
  };
}

/** Answers lists of executions as a server would that holds very many. */
async function holdMany(page: Page): Promise<void> {
  await page.route('**/api/v1/executions?*', async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    if (asked.has('state')) return route.fulfill({ json: { items: [] } }); // what is open: nothing
    const from = Number(asked.get('cursor') ?? 0);
    // Larger pages than are asked for bring the test sooner to where it measures.
    const page = from > 0 && from < rows ? 5_000 : Number(asked.get('limit') ?? 50);
    const until = Math.min(from + page, held);
    const items = Array.from({ length: until - from }, (_, i) => execution(from + i));
    return route.fulfill({ json: { items, nextCursor: until < held ? String(until) : undefined } });
  });
}

/** Scrolls on to the end until the table has so many rows. */
export function scrollUntil(page: Page, wanted: number): Promise<void> {
  return page.evaluate(async (count) => {
    const main = document.querySelector('main');
    const loaded = () => Number(document.querySelector('main table')?.getAttribute('aria-rowcount'));
    for (let idle = 0; loaded() - 1 < count; idle++) {
      if (idle > 5_000) throw new Error(`no more than ${loaded()} rows came`);
      if (main) main.scrollTop = main.scrollHeight;
      await new Promise(requestAnimationFrame);
    }
  }, wanted);
}

/** Opens the list and scrolls on until it has all rows. */
export async function showAll(page: Page, url: string): Promise<void> {
  await holdMany(page);
  await page.goto(`${url}/executions`);
  await expect(page.getByRole('link', { name: 'Reach by campaign 0', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await expect(page.locator('main table')).toHaveAttribute('aria-rowcount', '5101');
  await scrollUntil(page, rows);
}
