import { readFile } from 'node:fs/promises';
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

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('radio', { name: /^This view, \d+ rows$/ })).toBeChecked();
  await expect(page.getByRole('radio', { name: /^Everything, \d+ rows$/ })).toBeVisible();
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Export \d+ rows$/ }).click();
  const [head, ...rows] = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
  expect(head).toBe('campaign,device_type,impressions,cost');
  expect(new Set(rows.map((row) => row.split(',')[1]))).toEqual(new Set(['Phone']));
  await page.getByRole('button', { name: 'Done' }).click();

  await grid.getByRole('button', { name: 'More for campaign' }).click();
  await panel.getByRole('button', { name: 'Hide campaign' }).click();
  await expect(heads).toHaveCount(3);
  await grid.getByRole('button', { name: 'More for cost' }).click();
  await panel.getByRole('button', { name: 'Pin cost' }).click();
  await expect(heads.first()).toContainText('cost');

  await page.reload();
  await expect(page.getByText(/^\d+ of \d+ rows$/)).toBeVisible();
  await expect(heads).toHaveCount(3);
  await expect(heads.first()).toContainText('cost');
  await expect(heads.nth(2)).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(async () => new Set(await values(2))).toEqual(new Set(['Phone']));

  await grid.getByRole('gridcell').nth(1).click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByRole('button', { name: 'Copy as' }).click();
  await page.getByRole('menuitem', { name: 'Copy the selected cells as SQL VALUES' }).click();
  await expect(page.getByText('Copied 1 row × 2 columns')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^VALUES\n {2}\('Phone', \d+\)$/);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'In full' }).click();
  await expect(page.getByRole('complementary', { name: 'Value in full' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Close the value' }).click();

  await grid.getByRole('button', { name: 'More for impressions' }).click();
  await panel.getByRole('button', { name: 'Profile impressions' }).click();
  const profile = page.getByRole('complementary', { name: 'Profile of impressions' });
  await expect(profile.getByText('Different values')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Close the profile' }).click();

  await page.getByRole('searchbox', { name: 'Find in the rows' }).fill('phone');
  await page.keyboard.press('Enter');
  await expect(page.getByText('row 1', { exact: true })).toBeVisible();

  // Money is stored in millicents and shown in the currency; a sum of it is written like it.
  await grid.getByRole('button', { name: 'More for cost' }).click();
  await page.getByRole('combobox', { name: 'Currency' }).fill('EUR');
  await page.getByRole('option', { name: 'EUR', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(grid.getByRole('columnheader', { name: 'cost, EUR' })).toBeVisible();
  await expect(grid.locator('[role="gridcell"][aria-colindex="1"]').first()).toHaveText(/^€[\d,]+\.\d\d$/);

  await page.getByRole('button', { name: 'Group', exact: true }).click();
  const groups = page.getByRole('complementary', { name: 'Group and compute' });
  await groups.getByRole('combobox', { name: 'Group by' }).click();
  await page.getByRole('option', { name: 'campaign' }).click();
  await page.keyboard.press('Escape');
  await groups.getByRole('combobox', { name: 'Function 1', exact: true }).click();
  await page.getByRole('option', { name: 'Sum', exact: true }).click();
  await choose(page, 'Column of function 1', 'cost');
  await choose(page, 'Make columns of the values of', 'device_type');
  await groups.getByRole('checkbox', { name: 'With subtotals' }).check();
  await groups.getByRole('button', { name: 'Group', exact: true }).click();
  await expect(page.getByText('Grouped by campaign')).toBeVisible();
  await expect(grid.getByText('all', { exact: true })).toBeVisible();
  await expect(grid.getByRole('columnheader', { name: 'Phone · sum of cost, EUR' })).toBeVisible();
  await expect(grid.getByText(/^€[\d,]+\.\d\d$/).first()).toBeVisible();
  await expectAccessible(page);

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
  await expectAccessible(page);
});
