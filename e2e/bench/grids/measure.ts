import type { CDPSession, Page } from '@playwright/test';

/** What is measured of a grid; times in milliseconds, the shortest first. */
export type Measured = {
  mount: number;
  /** Frames while the scroll bar jumps with every one of them. */
  dragged: number[];
  /** Frames from a jump until its rows are drawn. */
  landed: number[];
  /** From a jump until its rows are drawn, in full. */
  settled: number[];
  /** MB of the page once everything that can be is collected, and the most that was seen before. */
  heap: number;
  heapPeak: number;
};

/** How to find a grid in its page; all are selectors. */
export type Grid = {
  /** What scrolls. */
  scroller: string;
  /** Is there once rows are drawn. */
  drawn: string;
  /** Is there while a row in view has not come. */
  pending?: string;
};

const jumps = 60;
const drags = 300;

/** Jumps in the scroll of a grid that is drawn. */
async function jump(page: Page, grid: Grid) {
  return page.evaluate(
    async ({ scroller, drawn, pending, jumps, drags }) => {
      const target = document.querySelector(scroller);
      if (!target) throw new Error(`nothing is ${scroller}`);
      const isDrawn = () => document.querySelector(drawn) && !(pending && document.querySelector(pending));
      const frame = () => new Promise<number>(requestAnimationFrame);
      // The same places each time.
      let seed = 7;
      const place = () => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return seed / 2 ** 32;
      };
      const go = () => {
        target.scrollTop = place() * (target.scrollHeight - target.clientHeight);
      };
      const dragged: number[] = [];
      const landed: number[] = [];
      const settled: number[] = [];
      let last = await frame();
      const tick = async (into: number[]) => {
        const now = await frame();
        into.push(now - last);
        last = now;
      };
      for (let n = 0; n < drags; n++) {
        go();
        await tick(dragged);
      }
      for (let n = 0; n < jumps; n++) {
        const began = last;
        go();
        do await tick(landed);
        while (!isDrawn());
        settled.push(last - began);
        for (let rest = 0; rest < 4; rest++) await tick(landed);
      }
      const order = (all: number[]) => all.sort((a, b) => a - b);
      return { dragged: order(dragged), landed: order(landed), settled: order(settled) };
    },
    { ...grid, jumps, drags },
  );
}

async function heapOf(session: CDPSession): Promise<number> {
  const { usedSize, backingStorageSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return (usedSize + backingStorageSize) / 2 ** 20;
}

/** Opens an address, waits until the grid is drawn, and measures it. */
export async function measure(page: Page, url: string, grid: Grid): Promise<Measured> {
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  await page.evaluate(async ({ scroller, drawn, pending }) => {
    const there = (selector: string) => document.querySelector(selector);
    while (!there(scroller) || !there(drawn) || (pending && there(pending))) await new Promise(requestAnimationFrame);
  }, grid);
  // Rows in memory were made before; that is no work of the grid.
  const mount = await page.evaluate(() => performance.now() - ((window as { madeAt?: number }).madeAt ?? 0));
  const session = await page.context().newCDPSession(page);
  let heapPeak = 0;
  let isOver = false;
  const watch = (async () => {
    while (!isOver) {
      heapPeak = Math.max(heapPeak, await heapOf(session));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  const frames = await jump(page, grid);
  isOver = true;
  await watch;
  await session.send('HeapProfiler.collectGarbage');
  const heap = await heapOf(session);
  await session.detach();
  return { mount, ...frames, heap, heapPeak };
}
