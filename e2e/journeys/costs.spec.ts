import { choose, expect, expectAccessible, expectNoSideways, test } from '../fixtures.ts';

test('a rate card prices a run, and a budget that is used up stops the next', async ({ page, connected: program }) => {
  await page.goto(`${program.url}/costs`);
  await page.getByRole('button', { name: 'Set the rate card of Fernhollow US' }).click();
  const run = page.getByRole('textbox', { name: 'A run', exact: true });
  await expect(run).toBeFocused();
  await run.fill('2.00');
  await page.getByRole('button', { name: 'Set rate card' }).click();
  await expect(page.getByRole('row', { name: /Fernhollow US/ })).toContainText('€2.00');

  await choose(page, 'Client or query', /Fernhollow Outdoors/);
  await page.getByRole('textbox', { name: 'Stop at, a month' }).fill('3.00');
  await page.getByRole('button', { name: 'Set budget' }).click();
  await expect(page.getByRole('button', { name: 'Edit the budget of Fernhollow Outdoors' })).toBeVisible();

  await page.goto(`${program.url}/queries/new?example=true`);
  await choose(page, 'Instance', /Fernhollow US/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Open the execution' })).toContainText('Succeeded', { timeout: 120_000 });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const refused = page.getByRole('main');
  await expect(refused).toContainText('The query did not start');
  await expect(refused).toContainText(/budget/);

  await page.goto(`${program.url}/costs`);
  await expect(page.getByRole('row', { name: /Fernhollow Outdoors/ }).first()).toContainText('€2.00');
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
});
