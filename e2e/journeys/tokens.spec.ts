import { expect, test } from '../fixtures.ts';

test('a token is shown once, lets a program in and can be revoked', async ({ page, program, playwright }) => {
  await page.goto(`${program.url}/tokens`);
  await page.getByRole('textbox', { name: 'Name of a new token' }).fill('nightly-export');
  await page.getByRole('button', { name: 'Make token' }).click();
  const secret = await page.getByRole('status').locator('code').innerText();
  await page.reload();
  await expect(page.getByRole('cell', { name: 'nightly-export', exact: true })).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);

  const outside = await playwright.request.newContext({ extraHTTPHeaders: { Authorization: `Bearer ${secret}` } });
  expect((await outside.get(`${program.url}/api/v1/instances`)).status()).toBe(200);
  await expect(page.getByRole('cell', { name: 'read', exact: true })).toBeVisible();
  const written = await outside.post(`${program.url}/api/v1/queries`, { data: { name: 'Q', sql: 'SELECT 1' } });
  expect(written.status()).toBe(403);
  await page.getByRole('button', { name: 'Revoke token nightly-export' }).click();
  await page.getByRole('button', { name: 'Revoke this token' }).click();
  await expect(page.getByText('No tokens yet')).toBeVisible();
  expect((await outside.get(`${program.url}/api/v1/instances`)).status()).toBe(401);
  await outside.dispose();
});
