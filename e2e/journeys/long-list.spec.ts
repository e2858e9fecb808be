import { expect, test } from '../fixtures.ts';
import { rows, scrollUntil, showAll } from '../long-list.ts';
import { frozen, longestTasks, taskWords } from '../long-tasks.ts';

test('twenty thousand executions are scrolled through without freezing the page', async ({ page, program }) => {
  test.setTimeout(480_000); // on a machine under load, each step is drawn late
  await showAll(page, program.url);

  let drawn = 0;
  const scrolling = await longestTasks(page, async () => {
    const most = await page.evaluate(async () => {
      const main = document.querySelector('main');
      const steps = 8;
      let most = 0;
      for (let step = 0; step <= steps; step++) {
        if (main) main.scrollTop = ((main.scrollHeight - main.clientHeight) * step) / (steps + 1);
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        const shown = [...document.querySelectorAll('main tbody tr[data-index]')].filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return bottom > 0 && top < innerHeight;
        });
        if (shown.length === 0) throw new Error(`no row is in view at step ${step}`);
        most = Math.max(most, document.querySelectorAll('main tbody tr').length);
      }
      return most;
    });
    drawn = Math.max(drawn, most);
  });
  const more = await longestTasks(page, (round) => scrollUntil(page, rows + 100 * (round + 2)));

  console.log(`${rows} rows: at most ${drawn} drawn; longest task of scrolling ${taskWords(scrolling)}, of one more page ${taskWords(more)}`);
  expect(drawn, 'only the rows in view are drawn').toBeLessThan(100);
  for (const longest of [scrolling, more]) {
    expect(Math.min(...longest.map(({ own }) => own))).toBeLessThan(frozen);
  }
});
