import { readFile } from 'node:fs/promises';
import { choose, expect, expectAccessible, expectNoSideways, open, test, writeSql } from '../fixtures.ts';

const perDay = `SELECT CAST(impression_date AS DATE) AS day, campaign, device_type, SUM(impressions) AS impressions, SUM(total_cost) AS cost
FROM dsp_impressions
GROUP BY CAST(impression_date AS DATE), campaign, device_type`;

test('a result is drawn, the chart changed, kept in the address and saved as a picture', async ({ page, connected: program }) => {
  const refused: string[] = [];
  await page.exposeFunction('noteRefusal', (text: string) => refused.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const note = (window as unknown as { noteRefusal: (text: string) => void }).noteRefusal;
      note(`${event.effectiveDirective} refused ${event.blockedURI}`);
    });
  });
  await open(page, program, '/queries/new');
  await writeSql(page, perDay);
  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /^Fernhollow US/);
  await choose(page, 'Window', 'Last full month');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Result rows' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Open the execution' }).click();
  await expect(page.getByRole('grid', { name: 'Result rows' })).toBeVisible();

  // The chart that suits the columns: a line over time for each campaign.
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  const chart = page.getByRole('group', { name: /^Lines: / });
  await expect(chart).toBeVisible();
  await expect(chart.locator('svg')).toBeVisible();
  await expect(page).toHaveURL(/chart=/);
  await expectAccessible(page);

  // Its points can be gone through and read.
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[aria-live="polite"]', { hasText: /20\d\d/ })).toHaveCount(1);
  await page.getByText(/points as a table$/).click();
  await expect(page.getByRole('region', { name: 'Points' }).getByRole('columnheader').first()).toHaveText('day');

  // Another kind, a title of its own, and the address keeps both.
  await page.getByRole('button', { name: 'What to draw', exact: true }).click();
  const form = page.getByRole('complementary', { name: 'What to draw' });
  await choose(page, 'Kind of chart', 'Bars');
  await expect(page.getByRole('group', { name: /^Bars: / })).toBeVisible();
  await form.getByRole('combobox', { name: 'Along the axis' }).click();
  await page.getByRole('option', { name: 'campaign' }).click();
  await form.getByRole('textbox', { name: 'Title', exact: true }).fill('Where the impressions went');
  await expect(page.getByRole('group', { name: /^Bars: Where the impressions went\./ })).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByRole('group', { name: /^Bars: Where the impressions went\./ })).toBeVisible();

  for (const format of ['PNG', 'SVG']) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: format, exact: true }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`Where-the-impressions-went.${format.toLowerCase()}`);
    const content = await readFile(await file.path());
    expect(content.subarray(0, 4).toString('latin1')).toBe(format === 'PNG' ? '\x89PNG' : '<svg');
  }

  // Every kind that is offered draws something, without asking the policy for more.
  await page.getByRole('button', { name: 'What to draw', exact: true }).click();
  for (const kind of ['Areas', 'Pie', 'Funnel', 'Numbers', 'Points', 'Heat map', 'Histogram', 'Boxes']) {
    await choose(page, 'Kind of chart', kind);
    await expect(page.getByRole('group', { name: new RegExp(`^${kind}: `) })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
  expect(refused).toEqual([]);

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Result rows' })).toBeVisible();
  await expect(page).not.toHaveURL(/chart=/);
});
