import { expect, open, owner, test } from '../fixtures.ts';
import { oneTimeCode } from '../one-time-code.ts';

test('a second factor is added, asked for, and required of everybody', async ({ page, program, browser }) => {
  await open(page, program, '/account');
  await page.getByLabel('Your password').fill(owner.password);
  await page.getByRole('button', { name: 'Add a code generator' }).click();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  const shown = page.locator('code').filter({ hasText: /^[A-Z2-7 ]{30,}$/ });
  const secret = ((await shown.textContent()) ?? '').replaceAll(' ', '');
  await page.getByLabel('The code it shows now').fill(oneTimeCode(secret));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Keep these recovery codes')).toBeVisible();
  await expect(page.locator('ol code')).toHaveCount(10);

  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(program.url);
  await elsewhere.getByRole('textbox', { name: 'Email' }).fill(owner.email);
  await elsewhere.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await elsewhere.getByRole('button', { name: 'Sign in' }).click();
  await elsewhere.getByLabel('Code').fill('000000');
  await elsewhere.getByRole('button', { name: 'Sign in' }).click();
  await expect(elsewhere.getByText('This code is wrong, or it was used before.')).toBeVisible();
  await elsewhere.getByLabel('Code').fill(oneTimeCode(secret, 1)); // the one of before was used
  await elsewhere.getByRole('button', { name: 'Sign in' }).click();
  await expect(elsewhere.getByRole('navigation', { name: 'Main' })).toBeVisible();

  await open(page, program, '/people');
  await page.getByRole('button', { name: 'Require it of everybody' }).click();
  await page.getByRole('button', { name: 'Require it', exact: true }).click();
  await expect(page.getByText('Everybody needs a second factor to sign in.')).toBeVisible();
  const invited = await page.request.post(`${program.url}/api/v1/invitations`, {
    headers: { 'Idempotency-Key': 'bo' },
    data: { email: 'bo@agency.test', role: 'member' },
  });
  const newcomer = await (await browser.newContext()).newPage();
  await newcomer.goto((await invited.json()).link);
  await newcomer.getByRole('textbox', { name: 'Password' }).fill('Password2026!!');
  await newcomer.getByRole('button', { name: 'Set the password and sign in' }).click();
  await expect(newcomer.getByText(/found in breaches\. Choose another/)).toBeVisible();
  await newcomer.getByRole('textbox', { name: 'Password' }).fill('seven otters file taxes');
  await newcomer.getByRole('button', { name: 'Set the password and sign in' }).click();
  await expect(newcomer.getByRole('heading', { name: 'Add a second factor' })).toBeVisible();
  await newcomer.goto(`${program.url}/people`);
  await expect(newcomer.getByRole('heading', { name: 'Add a second factor' })).toBeVisible();
});
