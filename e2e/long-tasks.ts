import type { Page } from '@playwright/test';

/**
 * Does something three times and gives how long the page's longest task lasted
 * each time, in milliseconds; 0 where none lasted over 50 ms. The machine may be
 * busy with something else, so the best of the three is what the page can do.
 */
export async function longTasks(page: Page, act: () => Promise<void>): Promise<number[]> {
  const longest: number[] = [];
  for (let round = 0; round < 3; round++) {
    await page.evaluate(() => {
      const watched = window as typeof window & { tasks?: number[]; watcher?: PerformanceObserver };
      watched.tasks = [];
      watched.watcher?.disconnect();
      watched.watcher = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) watched.tasks?.push(entry.duration);
      });
      watched.watcher.observe({ entryTypes: ['longtask'] });
    });
    await act();
    // What was begun by it ends: the check of the text, the storing of the draft.
    await page.waitForLoadState('networkidle');
    longest.push(
      await page.evaluate(() => {
        const watched = window as typeof window & { tasks?: number[] };
        return Math.max(0, ...(watched.tasks ?? []));
      }),
    );
  }
  return longest;
}
