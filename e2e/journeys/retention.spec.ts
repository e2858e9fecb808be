import { choose, expect, expectAccessible, expectNoSideways, test } from '../fixtures.ts';

test('a rule for results kept is made, changed and ended by its form', async ({ page, connected: program }) => {
  await page.goto(`${program.url}/costs`);
  await expect(page.getByText('Every result is kept for good')).toBeVisible();
  await choose(page, 'Client or instance', /Fernhollow Outdoors/);
  await page.getByRole('textbox', { name: 'Keep for days' }).fill('400');
  await page.getByRole('button', { name: 'Set rule' }).click();
  const rule = page.getByRole('row', { name: /Fernhollow Outdoors client/ });
  await expect(rule).toContainText('everything for 400 days');

  await rule.getByRole('button', { name: 'Edit the rule of Fernhollow Outdoors' }).click();
  await expect(page.getByRole('textbox', { name: 'Keep for days' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Last of a query' }).fill('12');
  await page.getByRole('button', { name: 'Set rule' }).click();
  await expect(rule).toContainText('the last 12 of each query');
  await expectAccessible(page);

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
  await page.goto(program.url);
  await page.getByRole('button', { name: /settings and sign out/ }).click();
  await page.getByRole('menuitem', { name: 'Costs' }).click();
  await expect(page.getByRole('heading', { name: 'Costs and storage' })).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });

  await rule.getByRole('button', { name: 'End the rule of Fernhollow Outdoors' }).click();
  await page.getByRole('button', { name: 'End this rule' }).click();
  await expect(page.getByText('Every result is kept for good')).toBeVisible();
});
