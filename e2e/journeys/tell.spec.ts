import { ask, makeSchedule, type Named, reach } from '../api.ts';
import { begin, expect, expectAccessible, test } from '../fixtures.ts';
import { startReceiver } from '../receiver.ts';

test('who asks to be told when it ends is told, behind the bell and by a channel of their own', async ({ page }) => {
  const program = await begin(page, 'connected', { RECOMAMP_NOTIFY_ALLOW_PRIVATE: 'true', RECOMAMP_NOTIFY_WINDOW: '1s' });
  const receiver = await startReceiver();
  try {
    for (const mine of [true, false]) {
      const name = mine ? 'mine' : 'everybody';
      await ask(page, program, 'POST', '/channels', { name, mine, address: `${receiver.url}/${name}` });
    }
    const schedule = await makeSchedule(page, program, 'Reach by campaign', reach, ['Fernhollow US']);
    const instances = (await ask<{ items: Named[] }>(page, program, 'GET', '/instances')).items;
    const instance = instances.find(({ name }) => name.startsWith('Fernhollow US'))?.id;
    // Nothing ends before it is asked for: the instance begins no runs meanwhile.
    const pause = () => ask(page, program, 'POST', `/instances/${instance}/pause`);
    const resume = () => ask(page, program, 'POST', `/instances/${instance}/resume`);
    await pause();
    const execution = await ask<Named>(page, program, 'POST', '/executions', {
      instanceId: instance,
      queryId: schedule.queryId,
      window: { preset: 'last_full_month', zone: 'Europe/Berlin' },
    });

    await page.goto(`${program.url}/executions/${execution.id}`);
    await page.getByRole('button', { name: 'Tell me when it ends' }).click();
    const asked = page.getByRole('button', { name: 'You are told when it ends' });
    await expect(asked).toHaveAttribute('aria-pressed', 'true');
    await expectAccessible(page);
    await page.reload();
    await expect(asked, 'the server has it').toHaveAttribute('aria-pressed', 'true');

    // What ends together is told together, so one ends after the other.
    await resume();
    await expect(page.getByRole('link', { name: 'Notifications, 1 unread' })).toBeVisible({ timeout: 120_000 });
    await expect.poll(() => receiver.told.length).toBe(1);
    await pause();
    await ask(page, program, 'POST', `/schedules/${schedule.id}/run`);

    // By keyboard this time, and taken back once in between.
    await page.goto(`${program.url}/schedules/${schedule.id}`);
    const row = page.getByRole('row', { name: /run by hand/ });
    const bell = row.getByRole('button', { name: /when it ends/ });
    for (const pressed of ['true', 'false', 'true']) {
      await bell.press('Enter');
      await expect(bell).toHaveAttribute('aria-pressed', pressed);
    }
    await expectAccessible(page);

    await resume();
    await expect(page.getByRole('link', { name: 'Notifications, 2 unread' })).toBeVisible({ timeout: 120_000 });
    await expect.poll(() => receiver.told.length).toBe(2);
    expect(receiver.told.map(({ path, title }) => `${path} ${title}`)).toEqual(Array(2).fill('/mine Reach by campaign succeeded'));
    await expect(row, 'there is nothing to wait for any more').toContainText('Succeeded');
    await expect(bell).toHaveCount(0);

    await page.getByRole('link', { name: 'Notifications, 2 unread' }).click();
    const notices = page.getByRole('list', { name: 'Notices' }).getByRole('listitem');
    await expect(notices).toHaveCount(2);
    await expectAccessible(page);
    await notices.filter({ has: page.locator(`a[href$="/executions/${execution.id}"]`) }).getByRole('link', { name: /^Open it/ }).click();
    await expect(page).toHaveURL(`${program.url}/executions/${execution.id}`);
    await expect(page.getByRole('button', { name: /when it ends/ })).toHaveCount(0);
  } finally {
    receiver.close();
    await program.stop();
  }
});
