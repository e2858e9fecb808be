import type { Page } from '@playwright/test';
import { ask, makeSchedule, type Named, reach } from '../api.ts';
import { begin, expect, expectAccessible, expectNoSideways, signIn, test } from '../fixtures.ts';

/** The narrow screen, the dark theme, and what axe says of either. */
async function expectWell(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSideways(page);
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

test('two people change one schedule, and neither loses anything unseen', async ({ page, connected: program, browser }) => {
  const { id } = await makeSchedule(page, program, 'Reach by campaign', reach, ['Fernhollow US']);
  const other = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' })).newPage();
  await signIn(other, program);
  for (const one of [page, other]) await one.goto(`${program.url}/schedules/${id}/edit`);

  const first = other.getByRole('textbox', { name: 'Or say it in words' });
  await first.fill('every weekday at 07:15 in Europe/Berlin');
  await first.press('Enter');
  await expect(other.getByRole('button', { name: 'Days: weekday' })).toBeVisible();
  await other.getByRole('button', { name: 'Save changes' }).click();
  await expect(other).toHaveURL(/\/schedules\/[0-9a-f-]{36}$/);

  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Reach, for the board');
  await page.getByRole('button', { name: 'Save changes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody changed this schedule meanwhile' });
  await expect(dialog.getByRole('row', { name: /^Name/ })).toContainText('Reach, for the board');
  await expect(dialog.getByRole('row', { name: /^When/ })).toContainText('07:15');
  await expectWell(page);
  await dialog.getByRole('button', { name: 'Go on editing' }).click();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Reach, for the board');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await dialog.getByRole('button', { name: /^Save mine/ }).click();
  await expect(page.getByRole('heading', { name: 'Reach, for the board' })).toBeVisible();

  // Who looks later sees what was changed, and what was undone.
  await page.getByRole('tab', { name: 'Versions' }).click();
  const versions = page.getByRole('tabpanel', { name: 'Versions' }).getByRole('listitem');
  await expect(versions).toHaveCount(3);
  await expect(versions.nth(0)).toContainText('Reach, for the board');
  await expect(versions.nth(1)).toContainText('Every weekday at 07:15');
  await expect(versions.nth(2)).toContainText('Made.');
  await expectWell(page);
});

test('a schedule that keeps failing pauses itself; once it is mended a test resumes it', async ({ page, connected: program }) => {
  const { id, queryId } = await makeSchedule(page, program, 'Spend by hour', 'SELECT no_such_column FROM dsp_impressions', ['Fernhollow US'], {
    pauseAfter: 1,
  });
  await page.goto(`${program.url}/schedules/${id}`);
  await page.getByRole('button', { name: 'Run now' }).click();
  const why = page.getByRole('region', { name: 'Why it is paused' });
  await expect(why).toContainText('Paused after failures', { timeout: 120_000 });
  await expect(why).toContainText('no_such_column');
  await expectWell(page);

  // Mended: the newest version of the query is what the test runs.
  const query = await page.request.get(`${program.url}/api/v1/queries/${queryId}`);
  const saved = await page.request.put(`${program.url}/api/v1/queries/${queryId}`, {
    data: { name: 'Spend by hour', sql: reach },
    headers: { 'If-Match': query.headers().etag ?? '' },
  });
  expect(saved.ok(), await saved.text()).toBe(true);
  await why.getByRole('button', { name: 'Test and resume' }).click();
  await expect(why).toHaveCount(0, { timeout: 120_000 });
  await expect(page.getByRole('row', { name: /run by hand/ }).first()).toContainText('Succeeded');
});

test('a backfill is cancelled and goes on until all of it has run', async ({ page, connected: program }) => {
  const { id } = await makeSchedule(page, program, 'Reach by day', reach, ['Fernhollow US', 'Pawmere US']);
  await page.goto(`${program.url}/schedules/${id}?tab=backfill`);
  const first = new Date(Date.now() - 6 * 86_400_000).toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' });
  await page.getByLabel('First day').fill(first);
  await page.getByLabel('At once').fill('2');
  await page.getByRole('button', { name: 'Start the backfill' }).click();
  const cells = page.getByRole('grid', { name: 'Progress by instant and instance' });
  await expect(cells).toBeVisible();
  await page.getByRole('button', { name: /^Cancel/ }).click();
  await page.getByRole('button', { name: 'Cancel this backfill' }).click();
  await expect(page.getByText(/^Cancelled\./)).toBeVisible();
  await expect(cells.locator('td[data-look="cancelled"]').first()).toBeVisible();
  await expect(cells.locator('td[data-look="failed"]')).toHaveCount(0);
  await expectWell(page);
  await page.getByRole('button', { name: /^Go on/ }).click();
  await expect(page.getByText(/^Finished\. 12 of 12 succeeded/)).toBeVisible({ timeout: 180_000 });
  await expect(cells.getByRole('gridcell', { name: /cancelled/ })).toHaveCount(0);
  await expectWell(page);
});

test('the week calendar marks the hours in which more is wanted than there is', async ({ page }) => {
  const program = await begin(page, 'connected', { RECOMAMP_AMAZON_SLOTS: '1', RECOMAMP_AMAZON_ACCOUNT_SLOTS: '2' });
  try {
    for (const name of ['Reach', 'Overlap', 'Frequency']) await makeSchedule(page, program, name, reach, ['Fernhollow US']);
    await makeSchedule(page, program, 'Elsewhere', reach, ['Wiesental DE']);
    const week = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    await page.goto(`${program.url}/schedules/calendar?week=${week}`);
    await expect(page.getByText('7 hours with too much at once.')).toBeVisible();
    await expect(page.getByText('3 of 2 slots').first()).toBeVisible();
    await expect(page.getByRole('link', { name: /Elsewhere/ }).first()).toBeVisible();
    await expectWell(page);

    // Whoever works for one client sees that client's runs, on the slots that all share.
    const clients = (await ask<{ items: Named[] }>(page, program, 'GET', '/clients')).items;
    const client = clients.find(({ name }) => name.startsWith('Fernhollow'));
    await page.goto(`${program.url}/schedules/calendar?week=${week}&client=${client?.id}`);
    await expect(page.getByText('3 of 2 slots').first()).toBeVisible();
    await expect(page.getByRole('link', { name: /Elsewhere/ })).toHaveCount(0);
    await page.getByRole('button', { name: /^Remove/ }).click();
    await expect(page.getByRole('link', { name: /Elsewhere/ }).first()).toBeVisible();
  } finally {
    await program.stop();
  }
});
