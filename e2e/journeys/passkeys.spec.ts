import { enter, expect, owner, test } from '../fixtures.ts';

test('a passkey is added, signs in without a name, and leads back to where one was going', async ({ page, fresh: program }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const account = page.getByRole('heading', { name: 'Your account' });
  await page.goto(`${program.url}/account`);
  await enter(page);
  await expect(account).toBeVisible();
  await page.getByLabel('Name of the passkey').fill('Work laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByText('Keep these recovery codes')).toBeVisible();
  await expect(page.getByRole('cell', { name: /Work laptop/ })).toBeVisible();

  await page.request.delete(`${program.url}/api/v1/session`);
  await page.goto(`${program.url}/executions?state=failed#top`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Executions' })).toBeVisible();
  expect(new URL(page.url()).search).toContain('failed');
  expect(new URL(page.url()).hash).toBe('#top');

  // After the password it is the second factor.
  await page.request.delete(`${program.url}/api/v1/session`);
  await page.goto(`${program.url}/account`);
  await page.getByRole('textbox', { name: 'Email' }).fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(account).toBeVisible();

  // At a number browsers have no passkeys: the program leads to where they work.
  await page.request.delete(`${program.url}/api/v1/session`);
  await page.goto(`${program.url.replace('localhost', '127.0.0.1')}/sign-in`);
  await expect(page).toHaveURL(`${program.url}/sign-in`);
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toBeVisible();
});
