import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { begin, test } from '../../fixtures.ts';
import { type Grid, type Measured, measure } from './measure.ts';
import { plant } from './plant.ts';

/** Rows of our results; BENCH_WEB_ROWS asks for others. */
const sizes = (process.env.BENCH_WEB_ROWS || '10000,1000000,10000000').split(',').map(Number);
/** Rows that the other grids have in memory, as large a result as they are made for. */
const inMemory = Math.min(1_000_000, Math.max(...sizes));

const goals = { frame: 20, heap: 200 };

const ours: Grid = {
  scroller: '[role="grid"]',
  drawn: '[role="gridcell"]',
  // A value that is on its way has a mark in its place.
  pending: '[data-pending]',
};

const others: Record<string, Grid> = {
  // It draws on a canvas, from memory, in the frame after the scroll.
  glide: { scroller: '.dvn-scroller', drawn: 'canvas' },
  'ag-grid': { scroller: '.ag-grid-viewport', drawn: '.ag-cell' },
};

const quantile = (sorted: number[], part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

function line(name: string, value: number, unit: string, goal?: number) {
  const round = (n: number) => Number(n.toPrecision(4));
  const beside = goal ? ` baseline=goal baseline_value=${goal} ratio=${(goal / value).toPrecision(3)}` : '';
  console.log(`bench: area=web name=${name} value=${round(value)} unit=${unit}${beside}`);
}

function tell(name: string, measured: Measured, isOurs: boolean) {
  line(`${name}_mount`, measured.mount, 'ms');
  for (const kind of ['dragged', 'landed'] as const) {
    for (const [part, words] of [[0.5, 'p50'], [0.95, 'p95'], [1, 'max']] as const) {
      const goal = isOurs && words === 'p95' ? goals.frame : undefined;
      line(`${name}_frame_${kind}_${words}`, quantile(measured[kind], part), 'ms', goal);
    }
  }
  line(`${name}_settled_p50`, quantile(measured.settled, 0.5), 'ms');
  line(`${name}_settled_p95`, quantile(measured.settled, 0.95), 'ms');
  line(`${name}_heap`, measured.heap, 'MB', isOurs ? goals.heap : undefined);
  line(`${name}_heap_peak`, measured.heapPeak, 'MB', isOurs ? goals.heap : undefined);
}

/** 10k, 1m, 10m. */
function short(rows: number): string {
  if (rows >= 1_000_000) return `${rows / 1_000_000}m`;
  return rows >= 1_000 ? `${rows / 1_000}k` : String(rows);
}

test('results of any size', async ({ page }) => {
  test.setTimeout(1_800_000);
  const program = await begin(page, 'connected');
  try {
    const ids = await plant(page, program, sizes);
    for (const [at, rows] of sizes.entries()) {
      tell(`ours_${short(rows)}`, await measure(page, `${program.url}/executions/${ids[at]}`, ours), true);
    }
  } finally {
    await program.stop();
  }
});

for (const [name, grid] of Object.entries(others)) {
  test(`${name} with rows in memory`, async ({ page }) => {
    test.setTimeout(600_000);
    const url = await serve(page, name);
    tell(`${name.replace('-', '_')}_${short(inMemory)}`, await measure(page, `${url}?rows=${inMemory}`, grid), false);
  });
}

/** Answers an address with the page of a grid. */
async function serve(page: Page, name: string): Promise<string> {
  const body = await readFile(path.resolve(import.meta.dirname, `../../../bench/web/dist/${name}.html`), 'utf8');
  const url = `http://localhost/${name}`;
  await page.route(`${url}*`, (route) => route.fulfill({ contentType: 'text/html', body }));
  return url;
}
