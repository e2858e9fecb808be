import { ask, type Named } from '../api.ts';
import { choose, expect, expectAccessible, expectNoSideways, open, test } from '../fixtures.ts';
import type { Program } from '../program.ts';
import type { Page } from '@playwright/test';

const withDevice = 'SELECT campaign, device_type, SUM(impressions) AS impressions FROM dsp_impressions GROUP BY campaign, device_type';
const without = 'SELECT SUM(impressions) AS impressions, campaign FROM dsp_impressions GROUP BY campaign';

/** Runs a saved query and waits for its rows. */
async function run(page: Page, program: Program, queryId: string): Promise<string> {
  const { items } = await ask<{ items: Named[] }>(page, program, 'GET', '/instances');
  const { id } = await ask<Named>(page, program, 'POST', '/executions', {
    instanceId: items.find(({ name }) => name.startsWith('Fernhollow US'))?.id,
    queryId,
    window: { preset: 'last_full_month', zone: 'UTC' },
  });
  await expect.poll(async () => (await ask<{ state: string }>(page, program, 'GET', `/executions/${id}`)).state).toBe('succeeded');
  return id;
}

test('a view is saved, opens the next result, says what no longer fits, and comes back when deleted', async ({ page, connected: program }) => {
  const query = await ask<Named>(page, program, 'POST', '/queries', { name: 'Reach by device', sql: withDevice });
  await open(page, program, `/executions/${await run(page, program, query.id)}`);
  const grid = page.getByRole('grid', { name: 'Result rows' });
  const heads = grid.getByRole('columnheader');
  const views = page.getByRole('button', { name: /^Views/ });
  await expect(grid).toBeVisible();

  // Laid out, sorted and filtered, then saved for all and for the next time.
  await grid.getByRole('button', { name: 'Sort by impressions' }).click();
  await expect(heads.nth(2)).toHaveAttribute('aria-sort', 'ascending');
  const panel = page.getByRole('dialog');
  await grid.getByRole('button', { name: 'More for device_type' }).click();
  await choose(page, 'Keep rows whose value', 'Contains');
  await panel.getByRole('textbox', { name: 'Text' }).fill('Phone');
  await panel.getByRole('button', { name: 'Filter device_type' }).click();
  await expect(page.getByText(/^\d+ of \d+ rows$/)).toBeVisible();
  await heads.nth(2).dragTo(heads.nth(0));
  await expect(heads.first()).toContainText('impressions');
  await views.click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Phones by impressions');
  await page.getByRole('checkbox', { name: 'Share it with all who see the instance' }).check();
  await page.getByRole('checkbox', { name: 'Open results of this query with it, for me' }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Views: Phones by impressions' })).toBeVisible();

  // The next result opens with it, though its columns stand elsewhere and one is gone.
  const changed = await page.request.put(`${program.url}/api/v1/queries/${query.id}`, {
    data: { name: 'Reach by device', sql: without }, headers: { 'If-Match': '"1"' },
  });
  expect(changed.ok()).toBe(true);
  await open(page, program, `/executions/${await run(page, program, query.id)}`);
  await expect(page.getByText('“Phones by impressions” does not fit this result in full')).toBeVisible();
  await expect(page.getByText('Left out: the filter of “device_type”, because the result has no such column.')).toBeVisible();
  await expect(grid.getByRole('columnheader', { name: /impressions/ })).toHaveAttribute('aria-sort', 'ascending');
  await expectAccessible(page);

  // As stored, and back again.
  await views.click();
  await page.getByRole('menuitem', { name: 'As stored' }).click();
  await expect(grid.getByRole('columnheader', { name: /impressions/ })).not.toHaveAttribute('aria-sort', 'ascending');
  await views.click();
  await page.getByRole('menuitem', { name: /Phones by impressions/ }).click();
  await expect(grid.getByRole('columnheader', { name: /impressions/ })).toHaveAttribute('aria-sort', 'ascending');

  // What was changed is kept by an update.
  await grid.getByRole('button', { name: 'Sort by impressions' }).click();
  await expect(page.getByText('Phones by impressions •')).toBeVisible();
  await views.click();
  await page.getByRole('menuitem', { name: 'Update “Phones by impressions”' }).click();
  await expect(page.getByText('Phones by impressions •')).toBeHidden();

  // Renamed, deleted, and brought back.
  await views.click();
  await page.getByRole('menuitem', { name: 'Manage views…' }).click();
  const manage = page.getByRole('dialog', { name: 'Saved views' });
  await manage.getByRole('button', { name: 'Give another name to Phones by impressions' }).click();
  await manage.getByRole('textbox', { name: 'New name' }).fill('By impressions');
  await manage.getByRole('button', { name: 'Rename Phones by impressions' }).click();
  await expect(manage.getByRole('region', { name: 'By impressions' })).toBeVisible();
  await expectAccessible(page);
  await manage.getByRole('button', { name: 'Delete By impressions' }).click();
  await expect(manage.getByText('There is no saved view left.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo the deletion of By impressions' }).click();
  await expect(manage.getByRole('region', { name: 'By impressions' })).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
});
