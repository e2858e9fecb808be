import { expect, test, writeSql } from '../fixtures.ts';
import { frozen, longestTasks, taskWords } from '../long-tasks.ts';

/** SQL of a megabyte: many lines, or one. */
function megabyte(lineBreak: string): string {
  const line = `SELECT campaign, SUM(impressions) AS n FROM dsp_impressions WHERE campaign_id IN (1, 2, 3) GROUP BY campaign UNION ALL${lineBreak}`;
  return `${line.repeat(Math.floor(1_000_000 / line.length))} SELECT 'end', 1`;
}

for (const [name, text] of [
  ['many lines', megabyte('\n')],
  ['one line', megabyte(' ')],
] as const) {
  test(`a paste of a megabyte in ${name} does not freeze the page`, async ({ page, program }) => {
    await page.goto(`${program.url}/queries/new`);
    await writeSql(page, 'SELECT 1');
    await page.evaluate((pasted) => {
      (window as typeof window & { pasted?: string }).pasted = pasted;
    }, text);
    const longest = await longestTasks(page, async () => {
      await page.keyboard.press('ControlOrMeta+A');
      await page.evaluate(() => {
        const { pasted = '' } = window as typeof window & { pasted?: string };
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', pasted);
        document.activeElement?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
      });
      await expect(page.getByText(/Longer than 256 KiB/)).toBeVisible();
      await page.keyboard.type('xyz');
    });
    console.log(`1 MB in ${name}: longest task ${taskWords(longest)}`);
    expect(Math.min(...longest.map(({ own }) => own))).toBeLessThan(frozen);
  });
}
