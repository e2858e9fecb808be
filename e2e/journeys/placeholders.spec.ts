import type { Locator, Page } from '@playwright/test';
import { choose, expect, expectAccessible, test, writeSql } from '../fixtures.ts';
import { frozen, longestTasks, taskWords } from '../long-tasks.ts';

/** Pastes text into a field, as from another program. */
async function paste(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

const values = (page: Page) => page.getByRole('group', { name: 'Values' });

test('placeholders are offered, declared, filled by form and kept with the run', async ({ page, connected: program }) => {
  await page.goto(`${program.url}/queries/new`);
  await writeSql(
    page,
    `WITH pick (n, word) AS (VALUES {{words}})
SELECT n, word FROM pick WHERE n IN ({{numbers}}) AND word LIKE {{like}}`,
  );

  // What stands in the text is asked for at once, with its type from its place.
  await expect(values(page).getByText('words · rows of n, word')).toBeVisible();
  await expect(values(page).getByText('numbers · list')).toBeVisible();
  await expect(values(page).getByText('like · pattern')).toBeVisible();
  await page.getByRole('button', { name: 'Declare words' }).click();
  await page.getByRole('tab', { name: /^Parameters/ }).click();
  await page.getByRole('button', { name: 'Declare numbers' }).click();
  const numbers = page.getByRole('group', { name: 'Placeholder numbers' });
  await numbers.getByRole('combobox', { name: 'Type of the entries' }).click();
  await page.getByRole('option', { name: 'of numbers' }).click();
  await numbers.getByRole('textbox', { name: 'Label' }).fill('Numbers to keep');
  await expectAccessible(page);

  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /Juniper Lane US Sandbox/);
  await paste(page.getByRole('textbox', { name: 'n, row 1' }), "1\tit's\n2\t'; DROP TABLE pick; --\n3\tleft out");
  await expect(values(page).getByText('3 rows')).toBeVisible();
  await page.getByRole('textbox', { name: /^like/ }).fill('%');
  const list = page.getByRole('textbox', { name: /^Numbers to keep/ });
  await paste(list, '1\n2\n2\nno number');
  await expect(values(page).getByText('3 values · 1 repeated value left out')).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(values(page).getByText('no. 3 "no number" is no number')).toBeVisible();
  await page.getByRole('button', { name: 'Remove no number' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Open the execution' })).toContainText('Succeeded', { timeout: 120_000 });

  await page.getByRole('link', { name: 'Open the execution' }).click();
  await page.getByText('As sent').click();
  await expect(page.getByRole('region', { name: 'SQL' })).toContainText(`('2', '''; DROP TABLE pick; --')`);
  await expect(page.getByText('Numbers to keep')).toBeVisible();
});

test('60,000 values are pasted, counted and cleared without a freeze', async ({ page, program }) => {
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, 'SELECT campaign FROM dsp_impressions WHERE campaign_id IN ({{ids}})');
  const list = page.getByRole('textbox', { name: /^ids/ });
  await expect(list).toBeVisible();
  const ids = Array.from({ length: 60_000 }, (_, at) => `59${String(at).padStart(16, '0')}`).join('\n');
  const longest = await longestTasks(page, async () => {
    await paste(list, ids);
    await expect(page.getByText('60,000 values')).toBeVisible();
    await list.pressSequentially('x1y2');
    await list.press('Enter');
    await expect(page.getByText('60,001 values')).toBeVisible();
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect(page.getByText('60,001 values')).toHaveCount(0);
  });
  console.log(`60,000 values: longest task ${taskWords(longest)}`);
  expect(Math.min(...longest.map(({ own }) => own))).toBeLessThan(frozen);
});
