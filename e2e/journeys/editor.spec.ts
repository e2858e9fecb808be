import { expect, signIn, test, writeSql } from '../fixtures.ts';

test('a mistake is marked at its token, with its reason', async ({ page, program }) => {
  await signIn(page, program);
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, 'SELECT campaign, COUNT(user_idd) AS n FROM dsp_impressions GROUP BY campaign');
  await expect(page.getByText(/1 error/).first()).toBeVisible();
  await expect(page.locator('.squiggly-error')).toHaveCount(1);
});

test('an unsaved draft survives a reload and a killed server', async ({ page, program }) => {
  await signIn(page, program);
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, 'SELECT campaign, SUM(impressions) AS shown FROM dsp_impressions GROUP BY campaign');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeEnabled();
  await page.reload();
  await expect(page.locator('.view-lines').first()).toContainText('shown');

  await program.kill();
  await program.boot();
  await page.reload();
  await expect(page.locator('.view-lines').first()).toContainText('shown');
});
