import { expect, test, writeSql } from '../fixtures.ts';

test('every save is a version that can be compared and restored', async ({ page, program }) => {
  await page.goto(`${program.url}/queries/new`);
  const text = page.locator('.monaco-editor .view-lines').first();
  await writeSql(page, 'SELECT campaign, SUM(impressions) AS shown FROM dsp_impressions GROUP BY campaign');
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shown by campaign');
  await page.getByRole('button', { name: 'Save query' }).click();
  await expect(page).toHaveURL(/\/queries\/[0-9a-f-]{36}/);

  await writeSql(page, 'SELECT campaign, SUM(clicks) AS clicked FROM dsp_clicks GROUP BY campaign');
  await page.keyboard.press('ControlOrMeta+S');
  await page.getByRole('tab', { name: 'Versions 2' }).click();
  await page.getByRole('button', { name: /^v1/ }).click();
  const difference = page.locator('.monaco-diff-editor');
  await expect(difference).toContainText('impressions');
  await expect(difference).toContainText('clicked');

  await page.getByRole('button', { name: 'Restore v1' }).click();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await expect(page.getByRole('tab', { name: 'Versions 3' })).toBeVisible();
  await expect(text).toContainText('impressions');

  await page.goto(`${program.url}/queries`);
  await page.getByRole('button', { name: 'More for Shown by campaign' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Reach by campaign');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('button', { name: 'More for Reach by campaign' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(page.getByText('No queries yet')).toBeVisible();
  await page.getByText('Archived', { exact: true }).click();
  await expect(page.getByRole('link', { name: 'Reach by campaign' })).toBeVisible();
});
