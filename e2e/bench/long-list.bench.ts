import type { Page } from '@playwright/test';
import { test } from '../fixtures.ts';
import { rows, showAll } from '../long-list.ts';

const frames = 600;
/** Pixels a frame: a turn of the wheel is some 100. */
const step = 120;

/** Scrolls what scrolls in the page and gives how long its frames took, in milliseconds, the shortest first. */
function scrolledFrames(page: Page): Promise<number[]> {
  return page.evaluate(
    async ([frames, step]) => {
      const main = document.querySelector('main');
      if (!main) throw new Error('the page has no main part');
      main.scrollTop = 0;
      const frame = () => new Promise<number>(requestAnimationFrame);
      const took: number[] = [];
      let last = await frame();
      for (let n = 0; n < frames; n++) {
        const at = main.scrollTop;
        main.scrollTop += step;
        if (main.scrollTop === at) throw new Error('the page has come to its end');
        const now = await frame();
        took.push(now - last);
        last = now;
      }
      return took.sort((a, b) => a - b);
    },
    [frames, step],
  );
}

const quantile = (sorted: number[], part: number) => sorted[Math.floor(sorted.length * part)] ?? 0;

/** A figure as `make bench` prints it; less is better. */
function line(name: string, value: number, baseline: string, against: number): string {
  const round = (n: number) => Number(n.toPrecision(4));
  return `bench: area=web name=${name} value=${round(value)} unit=ms baseline=${baseline} baseline_value=${round(against)} ratio=${(against / value).toPrecision(3)}`;
}

/** As many rows of text as are in view, in a page that does nothing but scroll. */
const bare = `<style>body { margin: 0 } main { height: 100vh; overflow: auto } p { position: sticky; top: 0; margin: 0 }</style>
<main><div style="height: 1000000px">${'<p>Reach by campaign</p>'.repeat(40)}</div></main>`;

test('scrolling through twenty thousand executions', async ({ page, program }) => {
  test.setTimeout(480_000);
  await page.setContent(bare);
  const floor = await scrolledFrames(page);
  await showAll(page, program.url);
  const ours = await scrolledFrames(page);
  for (const [name, part] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const) {
    console.log(line(`executions_${rows}_frame_${name}`, quantile(ours, part), 'bare_page', quantile(floor, part)));
  }
});
