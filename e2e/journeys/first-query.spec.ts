import { readFile } from 'node:fs/promises';
import { choose, connectAmazon, expect, expectAccessible, signIn, test, writeSql } from '../fixtures.ts';

const reach = `SELECT campaign, COUNT(DISTINCT user_id) AS reach, SUM(impressions) AS impressions
FROM dsp_impressions
WHERE ARRAY_CONTAINS(CUSTOM_PARAMETER('devices'), device_type) OR CARDINALITY(CUSTOM_PARAMETER('devices')) = 0
GROUP BY campaign`;

test('a newcomer connects Amazon, writes a query, runs it, reads and downloads the rows', async ({ page, fresh: program }) => {
  await signIn(page, program);
  await connectAmazon(page, program);

  await page.goto(`${program.url}/instances`);
  await expect(page.getByText('Fernhollow US', { exact: true }).first()).toBeVisible();
  await expectAccessible(page);

  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, reach);
  await page.getByRole('tab', { name: 'Parameters' }).click();
  await page.getByRole('button', { name: 'Declare a parameter' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('devices');
  await page.getByRole('checkbox', { name: 'A list of values' }).check();
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Reach by campaign');
  await page.getByRole('button', { name: 'Save query' }).click();
  await expect(page).toHaveURL(/\/queries\/[0-9a-f-]{36}/);

  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /^Fernhollow US/);
  await choose(page, 'Window', 'Last full month');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(/\d+ rows/).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('grid', { name: 'Result rows' })).toBeVisible();
  await expectAccessible(page);

  const exported = async (format: string) => {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('radio', { name: format, exact: true }).check();
    if (format === 'CSV') await expectAccessible(page);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).click()]);
    await expect(page.getByRole('dialog').getByRole('status')).toContainText('is whole');
    if (format === 'CSV') await expectAccessible(page);
    await page.getByRole('button', { name: 'Done' }).click();
    return readFile(await file.path());
  };
  const lines = (await exported('CSV')).toString().trim().split('\n');
  const objects = JSON.parse((await exported('JSON')).toString()) as unknown[];
  expect((await exported('XLSX')).subarray(0, 2).toString()).toBe('PK');
  expect((await exported('Parquet')).subarray(-4).toString()).toBe('PAR1');
  expect(lines[0]?.trim()).toBe('campaign,reach,impressions');
  expect(objects.length).toBeGreaterThan(0);
  expect(objects).toHaveLength(lines.length - 1);

  await page.getByRole('link', { name: 'Open the execution' }).click();
  await expect(page.getByRole('list', { name: 'Phases' })).toBeVisible();
  await expect(page.getByText('Succeeded').first()).toBeVisible();
  await expectAccessible(page);
});

test('consent that is refused says so and connects nothing', async ({ page, fresh: program }) => {
  await signIn(page, program);
  await page.goto(`${program.url}/connections`);
  await page.getByRole('button', { name: 'Connect Amazon' }).first().click();
  await page.getByRole('button', { name: 'Deny' }).click();
  await expect(page).toHaveURL(/\/connections\?error=/);
});
