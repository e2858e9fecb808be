import { ask, type Named } from '../api.ts';
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

test('a paste of 60,000 ASINs into a pack does not freeze the page, and each is accounted for', async ({ page, context, connected: program }) => {
  const [client] = (await ask<{ items: Named[] }>(page, program, 'GET', '/clients')).items;
  const brand = await ask<Named>(page, program, 'POST', `/clients/${client?.id}/brands`, { name: 'Everglow' });
  const pack = await ask<Named>(page, program, 'POST', `/brands/${brand.id}/packs`, { name: 'All', kind: 'asin' });
  const asins = Array.from({ length: 60_000 }, (_, at) => `B${String(at).padStart(9, '0')}`);
  asins[500] = 'B0';
  asins[59_990] = 'B000000007';
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${program.url}/packs/${pack.id}`);
  await page.evaluate((text) => navigator.clipboard.writeText(text), asins.join('\n'));
  await page.getByRole('button', { name: 'Paste or import' }).click();
  const importing = page.getByRole('dialog', { name: 'Import ASINs into All' });
  const longest = await longestTasks(page, async () => {
    const again = importing.getByRole('button', { name: 'Paste something else' });
    if (await again.isVisible()) await again.click();
    await importing.getByRole('textbox', { name: 'Paste ASINs' }).press('ControlOrMeta+V');
    await expect(importing.getByText('60,000 lines, 660 kB')).toBeVisible();
    await expect(importing.getByText('59,998 to add')).toBeVisible();
  });
  console.log(`60,000 ASINs: longest task ${taskWords(longest)}`);
  expect(Math.min(...longest.map(({ own }) => own))).toBeLessThan(frozen);
  await expect(importing.getByText('More than once: B000000007 (line 59,991)')).toBeVisible();
  await expect(importing.getByRole('list', { name: 'Refused lines' })).toContainText('Line 501 B0 has 2 characters');
  await importing.getByRole('button', { name: 'Save without the 1 refused' }).click();
  await expect(page.getByText('200 of 59,998 shown')).toBeVisible();
});
