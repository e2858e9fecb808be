import { choose, expect, expectAccessible, test } from '../fixtures.ts';

test('selected executions run again together, and are cancelled together', async ({ page, connected: program }) => {
  await page.goto(`${program.url}/queries/new?example=true`);
  await choose(page, 'Instance', /Fernhollow US/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Open the execution' })).toContainText('Succeeded', { timeout: 120_000 });

  await page.goto(`${program.url}/executions`);
  const boxes = page.getByRole('checkbox', { name: /^Select / });
  const all = page.getByRole('checkbox', { name: 'Select all that are shown' });
  await all.check();
  const bar = page.getByRole('region', { name: 'Selected executions' });
  await expect(bar).toContainText('1 execution selected');
  await expect(bar.getByRole('button', { name: 'Cancel 0' })).toBeDisabled();
  await bar.getByRole('button', { name: 'Run 1 again' }).click();
  await page.getByRole('button', { name: 'Run 1 execution again' }).click();
  await expect(bar.getByRole('status')).toContainText('Running again: 1 done');

  // The paused instance keeps what is asked for next where it can be cancelled.
  await page.goto(`${program.url}/instances`);
  await page.getByRole('button', { name: 'Pause Fernhollow US' }).click();
  await page.getByRole('button', { name: 'Pause this instance' }).click();
  await expect(page.getByRole('button', { name: 'Resume Fernhollow US' })).toBeVisible();
  await page.goto(`${program.url}/executions`);
  await expect(boxes).toHaveCount(3); // two executions and the box for all
  await all.check();
  await bar.getByRole('button', { name: 'Run 2 again' }).click();
  await page.getByRole('button', { name: 'Run 2 executions again' }).click();
  await expect(bar.getByRole('status')).toContainText('Running again: 2 done');

  await page.goto(`${program.url}/executions?state=queued`);
  await expect(boxes).toHaveCount(3);
  await all.check();
  await expectAccessible(page);
  await bar.getByRole('button', { name: 'Cancel 2' }).click();
  await page.getByRole('button', { name: 'Cancel 2 executions' }).click();
  await expect(page.getByText('No execution matches')).toBeVisible(); // none is queued any more
  await expect(bar.getByRole('status')).toContainText('Cancelling: 2 done');
  await bar.getByRole('button', { name: 'Dismiss' }).click();
  await expect(bar).toBeHidden();
  await page.goto(`${program.url}/executions?state=queued,cancelled`);
  await expect(boxes).toHaveCount(3);
});
