import { choose, expect, expectAccessible, expectNoSideways, open, test, writeSql } from '../fixtures.ts';

const perDay = `SELECT campaign, device_type, CAST(SUM(impressions) AS BIGINT) AS impressions, SUM(total_cost) AS cost
FROM dsp_impressions
GROUP BY campaign, device_type`;

test('a result is sorted, filtered and laid out, and its address keeps the view', async ({ page, context, connected: program }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, program, '/queries/new');
  await writeSql(page, perDay);
  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /^Fernhollow US/);
  await choose(page, 'Window', 'Last full month');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const grid = page.getByRole('grid', { name: 'Result rows' });
  await expect(grid).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Open the execution' }).click();
  await expect(grid).toBeVisible();

  const heads = grid.getByRole('columnheader');
  const values = (column: number) => grid.locator(`[role="gridcell"][aria-colindex="${column}"]`).allInnerTexts();
  const numbers = async (column: number) => (await values(column)).map((text) => Number(text.replaceAll(',', '')));

  await grid.getByRole('button', { name: 'Sort by impressions' }).click();
  await expect(heads.nth(2)).toHaveAttribute('aria-sort', 'ascending');
  await grid.getByRole('button', { name: 'Sort by impressions' }).click();
  await expect(heads.nth(2)).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/view=/);
  await expect.poll(async () => (await numbers(3)).every((value, at, all) => at === 0 || value <= (all[at - 1] ?? value))).toBe(true);

  await grid.getByRole('button', { name: 'More for device_type' }).click();
  const panel = page.getByRole('dialog');
  await expect(panel).toBeVisible();
  await expectAccessible(page);
  await choose(page, 'Keep rows whose value', 'Contains');
  await panel.getByRole('textbox', { name: 'Text' }).fill('PHONE');
  await panel.getByRole('button', { name: 'Filter device_type' }).click();
  await expect(page.getByText(/^\d+ of \d+ rows$/)).toBeVisible();
  await expect.poll(async () => new Set(await values(2))).toEqual(new Set(['Phone']));
  await expectAccessible(page);

  await page.reload();
  await expect(page.getByText(/^\d+ of \d+ rows$/)).toBeVisible();
  await expect(heads.nth(2)).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(async () => new Set(await values(2))).toEqual(new Set(['Phone']));

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
  await expectAccessible(page);
});
