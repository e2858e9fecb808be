import { choose, expect, expectAccessible, expectNoSideways, open, test, writeSql } from '../fixtures.ts';

const byPostalCode = `SELECT postal_code, campaign, SUM(impressions) AS impressions, SUM(total_cost) AS cost
FROM dsp_impressions
GROUP BY postal_code, campaign`;

test('a result is explained: what was suppressed, and why one has no rows', async ({ page, connected: program }) => {
  await open(page, program, '/queries/new');
  await writeSql(page, byPostalCode);
  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /^Fernhollow US/);
  await choose(page, 'Window', 'Last full month');
  await page.getByRole('button', { name: 'Run', exact: true }).click();

  // Nearly every row rests on too few users; AMC removes them, and the page says which threshold did it.
  const again = page.getByRole('button', { name: 'Run again and keep suppressed rows' });
  const explain = page.getByRole('button', { name: 'Explain', exact: true });
  await expect(explain.or(again)).toBeVisible({ timeout: 60_000 });
  if (await explain.isVisible()) await explain.click();
  await expect(page.getByText(/fewer than 100 users, as postal_code asks for/)).toBeVisible();
  await expectAccessible(page);

  await again.click();
  await expect(page).toHaveURL(/\/executions\//);
  await expect(page.getByRole('grid', { name: 'Result rows' })).toBeVisible({ timeout: 60_000 });
  await explain.click();
  const panel = page.getByRole('complementary', { name: 'Explanation of the result' });
  await expect(panel.getByText(/^\d+ of \d+ rows are suppressed/)).toBeVisible();
  await expect(panel.getByRole('rowheader', { name: 'impressions', exact: true })).toBeVisible();
  await expect(panel.getByText(/users < 100 required/).first()).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await open(page, program, '/queries/new');
  await writeSql(page, "SELECT campaign, SUM(total_cost) AS cost FROM dsp_impressions WHERE campaign = 'none of these' GROUP BY campaign");
  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /^Fernhollow US/);
  await choose(page, 'Window', 'Last full month');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'The query returned no rows' })).toBeVisible({ timeout: 60_000 });
  const causes = page.getByRole('list', { name: 'Why there may be no rows' });
  await expect(causes.getByText(/campaign = 'none of these'/)).toBeVisible();
  await expectAccessible(page);
});
