import { begin, expect, expectAccessible, expectNoSideways, open, test } from '../fixtures.ts';
import { startReceiver } from '../receiver.ts';

const adminToken = 'opens-the-admin-side';

test('a withdrawn consent is one notice, told once to a channel, until it is given again', async ({ page }) => {
  const program = await begin(page, 'connected', {
    RECOMAMP_SANDBOX_ADMIN_TOKEN: adminToken,
    RECOMAMP_NOTIFY_ALLOW_PRIVATE: 'true',
    RECOMAMP_NOTIFY_WINDOW: '1s',
  });
  const receiver = await startReceiver();
  try {
    await open(page, program);

    await page.getByRole('link', { name: 'Notifications', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Nothing needs you' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Be told elsewhere, too' }).click();
    await page.getByRole('button', { name: 'Add a channel' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Ops');
    await page.getByText('Webhook', { exact: true }).click();
    await page.getByLabel('Address of the webhook').fill(`${receiver.url}/hunter2`);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Add channel', exact: true }).click();
    await page.getByRole('button', { name: 'Test Ops' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'The test arrived' })).toBeVisible();
    expect(receiver.told.map(({ title }) => title)).toEqual(['This is a test from RecomAMP']);
    await expect(page.getByRole('main')).not.toContainText('hunter2');
    await expectAccessible(page);

    const answer = await fetch(`${program.url}/sandbox/admin/revoke`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${adminToken}` },
    });
    expect(answer.ok).toBe(true);
    await page.goto(`${program.url}/connections`);
    await page.getByRole('button', { name: /^Discover/ }).click();

    // Nobody reloads: the bell hears of it.
    const bell = page.getByRole('link', { name: 'Notifications, 1 unread' });
    await expect(bell).toBeVisible();
    await expect.poll(() => receiver.told.length, { timeout: 60_000 }).toBe(2);
    expect(receiver.told[1]?.title).toContain('Amazon no longer accepts the connection of');
    expect(receiver.told[1]?.message).toContain(`Reconnect: ${program.url}/connections`);
    await bell.click();
    const notice = page.getByRole('list', { name: 'Notices' }).getByRole('listitem').first();
    await expect(notice).toContainText('Urgent');
    await expect(notice).toContainText('Fernhollow US');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSideways(page);
    await expectAccessible(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await notice.getByRole('button', { name: /^Mark as read/ }).click();
    await expect(page.getByRole('link', { name: 'Notifications', exact: true })).toBeVisible();

    await notice.getByRole('link', { name: /^Reconnect/ }).click();
    await page.getByRole('button', { name: /^Reconnect/ }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await expect(page.getByText('Amazon is connected.')).toBeVisible();
    await page.goto(`${program.url}/notifications`);
    await expect(page.getByRole('heading', { name: 'Nothing needs you' })).toBeVisible();
    await page.getByText('Resolved', { exact: true }).click();
    await expect(page).toHaveURL(/state=resolved/);
    await expect(page.getByRole('list', { name: 'Notices' })).toContainText('resolved by itself');
    expect(receiver.told).toHaveLength(2);
  } finally {
    receiver.close();
    await program.stop();
  }
});
