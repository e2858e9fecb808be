import { connectAmazon, expect, expectAccessible, signIn, test } from '../fixtures.ts';

test('a column is looked up, its table read, and its example opened without a problem', async ({ page, program }) => {
  await signIn(page, program);
  await connectAmazon(page, program);
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page).toHaveURL(/\/data-sources/);
  const tables = page.getByRole('region', { name: 'Tables' });
  await expect(tables.getByRole('link', { name: /^dsp_clicks/ })).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.press('/');
  await page.keyboard.type('click_cost');
  await expect(page).toHaveURL(/search=click_cost/);
  await expect(tables.getByRole('link', { name: /conversions/ })).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(tables.getByRole('link').first()).toBeFocused();
  await tables.getByRole('link', { name: /^dsp_clicks/ }).click();
  await expect(page).toHaveURL(/table=dsp_clicks/);

  const table = page.getByRole('article', { name: 'dsp_clicks', exact: true });
  const found = table.getByRole('row', { name: /click_cost/ }).first();
  await expect(found).toContainText('millicents');
  await expect(found).toContainText('at least 100 users');
  await expect(table.getByRole('list', { name: 'Instances that have it' })).toContainText('Fernhollow US');
  await expectAccessible(page);

  await table.getByRole('button', { name: 'Open it in the editor' }).click();
  await expect(page).toHaveURL(/\/queries\/new/);
  await expect(page.locator('.view-lines').first()).toContainText('FROM dsp_clicks', { timeout: 60_000 });
  await expect(page.getByText('No problems')).toBeVisible();
});
