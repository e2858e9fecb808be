import type { Page } from '@playwright/test';

/** The longest task of the page's main thread, in milliseconds. */
export type LongestTask = {
  /** As a PerformanceObserver saw it: with all the time the machine gave to others. */
  wall: number;
  /** The processor time the page itself took. */
  own: number;
};

type TraceEvent = { name: string; ph: string; pid: number; tid: number; tdur?: number; args?: { name?: string } };

/**
 * From this many milliseconds of its own time on a page is held to have frozen. The
 * goal is 100; the figures are printed, and a test fails only where work is out of
 * all proportion.
 */
export const frozen = 400;

/**
 * Does something three times and gives the longest task of each. A machine under
 * load stretches the time on the clock at will, so a bound is for the time the
 * page took itself, and for the best of the three.
 */
export async function longestTasks(page: Page, act: (round: number) => Promise<void>): Promise<LongestTask[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser of its own');
  await page.evaluate(() => {
    const watched = window as typeof window & { longTasks?: number[] };
    watched.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watched.longTasks?.push(entry.duration);
    }).observe({ entryTypes: ['longtask'] });
  });
  const longest: LongestTask[] = [];
  for (let round = 0; round < 3; round++) {
    await page.evaluate(() => {
      (window as typeof window & { longTasks?: number[] }).longTasks = [];
    });
    await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
    await act(round);
    // What was begun by it ends: the check of the text, the storing of the draft.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 1_500)));
    const wall = await page.evaluate(() => (window as typeof window & { longTasks?: number[] }).longTasks ?? []);
    longest.push({ wall: Math.max(0, ...wall), own: ownTime(await browser.stopTracing()) });
  }
  return longest;
}

/** The longest processor time of one task on a page's main thread. */
function ownTime(trace: Buffer): number {
  const events: TraceEvent[] = JSON.parse(trace.toString()).traceEvents;
  const thread = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const mains = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(thread),
  );
  const tasks = events.filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && mains.has(thread(event)));
  if (tasks.length === 0) throw new Error('the trace holds no task of the page');
  return Math.max(...tasks.map(({ tdur }) => tdur ?? 0)) / 1000;
}

/** The figures in words, for the log of a test. */
export function taskWords(longest: LongestTask[]): string {
  return longest.map(({ own, wall }) => `${Math.round(own)} ms (${Math.round(wall)} ms on the clock)`).join(', ');
}
