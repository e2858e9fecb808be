import { choose, expect, expectAccessible, expectNoSideways, test, writeSql } from '../fixtures.ts';

test('a query is scheduled in words, run now, paused and resumed by keyboard alone', async ({ page, connected: program }) => {
  // A saved query, set up as it is to run.
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, 'SELECT campaign, SUM(impressions) AS impressions FROM dsp_impressions GROUP BY campaign');
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Impressions by campaign');
  await page.getByRole('button', { name: 'Save query' }).click();
  await expect(page).toHaveURL(/\/queries\/[0-9a-f-]{36}/);
  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /^Fernhollow US/);
  await page.getByRole('button', { name: 'Schedule…' }).click();

  // One sentence, said in words; the server says what it means.
  await expect(page.getByRole('button', { name: 'Query: Impressions by campaign' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Instances: Fernhollow US' })).toBeVisible();
  const words = page.getByRole('textbox', { name: 'Or say it in words' });
  await words.fill('every blue moon');
  await words.press('Enter');
  await expect(page.getByText(/Write it like/)).toBeVisible();
  await words.fill('every second week on Monday and Friday at 2:30 in Europe/Berlin');
  await words.press('Enter');
  await expect(page.getByRole('button', { name: 'Days: second week on Monday and Friday' })).toBeVisible();
  const next = page.getByRole('list', { name: 'Next runs' });
  await expect(next.getByRole('listitem')).toHaveCount(10);
  await expect(next).toContainText('02:30');
  await expect(next).toContainText('UTC');
  await page.getByRole('button', { name: 'Show the next 50' }).click();
  await expect(next.getByRole('listitem')).toHaveCount(50);

  // A part opens its control.
  await page.getByRole('button', { name: 'Window: the last full month' }).click();
  await page.getByRole('combobox', { name: 'Window', exact: true }).click();
  await page.getByRole('option', { name: 'yesterday' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Window: yesterday' })).toBeVisible();
  await choose(page, 'When the data are not complete', /^run when due/);
  await expectAccessible(page);

  // What is not saved is not lost by a click.
  await page.getByRole('link', { name: 'Queries' }).first().click();
  await page.getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: 'Make schedule' }).click();
  await expect(page).toHaveURL(/\/schedules\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { name: 'Impressions by campaign' })).toBeVisible();
  await expectAccessible(page);

  // By keyboard alone from here on.
  await page.keyboard.press('r');
  const row = page.getByRole('row', { name: /run by hand/ });
  await expect(row).toContainText('Succeeded', { timeout: 120_000 });
  await page.keyboard.press('p');
  await expect(page.getByRole('region', { name: 'Why it is paused' })).toContainText(/Paused by \w+/);
  await page.keyboard.press('p');
  await expect(page.getByRole('region', { name: 'Why it is paused' })).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.type('pause');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Why it is paused' })).toBeVisible();

  await page.goto(`${program.url}/schedules?state=paused`);
  await expect(page.getByRole('row', { name: /Impressions by campaign/ })).toContainText('by a person');
  await page.getByRole('button', { name: 'Resume Impressions by campaign' }).click();
  await expect(page.getByText('No schedule matches')).toBeVisible();
});

test('a backfill runs a schedule over the past and shows each cell', async ({ page, connected: program }) => {
  await page.goto(`${program.url}/queries/new?example=true`);
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByRole('button', { name: 'Save query' }).click();
  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /^Fernhollow US/);
  await page.getByRole('button', { name: 'Schedule…' }).click();
  const words = page.getByRole('textbox', { name: 'Or say it in words' });
  await words.fill('every monday at 06:30 in Europe/Berlin');
  await words.press('Enter');
  await expect(page.getByRole('button', { name: 'Days: Monday' })).toBeVisible();
  // On a Tuesday the data of yesterday's Monday are not complete, and it would wait for them.
  await choose(page, 'When the data are not complete', /^run when due/);
  await page.getByRole('button', { name: 'Make schedule' }).click();

  await page.getByRole('tab', { name: 'Backfill' }).click();
  await expect(page.getByText(/About 5[123] instants on 1 instance/)).toBeVisible();
  const first = new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('First day').fill(first);
  await expect(page.getByText(/About [45] instants on 1 instance/)).toBeVisible();
  await page.getByRole('button', { name: 'Start the backfill' }).click();
  const grid = page.getByRole('grid', { name: 'Progress by instant and instance' });
  await expect(grid).toBeVisible();
  await expect(page.getByText('Finished.')).toBeVisible({ timeout: 180_000 });
  await grid.locator('[tabindex="0"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('td:focus')).toHaveAccessibleName(/Fernhollow US: succeeded/);
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.locator('td:focus').press('Enter');
  await expect(page).toHaveURL(/\/executions\//);
});
