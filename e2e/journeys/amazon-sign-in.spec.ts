import { ask } from '../api.ts';
import { expect, expectAccessible, open, test } from '../fixtures.ts';

test('an invited person comes by Amazon, signs out, and signs in with it again', async ({ page, program, browser }) => {
  await open(page, program, '/single-sign-on');
  await page.getByLabel('Amazon is on').check();
  await page.getByRole('button', { name: 'Save for Amazon' }).click();
  await expect(page.getByRole('button', { name: 'Test the connection' }).last()).toBeVisible();
  const { link } = await ask<{ link: string }>(page, program, 'POST', '/invitations', { email: 'bo@agency.test', name: 'Bo Lind', role: 'member' });

  const theirs = await (await browser.newContext()).newPage();
  const home = theirs.getByRole('navigation', { name: 'Main' });
  async function comeBy(email: string): Promise<void> {
    await theirs.getByRole('button', { name: 'Sign in with Amazon' }).click();
    await theirs.getByLabel('Email').fill(email);
    await theirs.getByRole('button', { name: 'Allow' }).click();
  }
  // The link was made for one address; who is somebody else at Amazon is not let in by it.
  await theirs.goto(link);
  await comeBy('cem@agency.test');
  await expect(theirs.getByRole('alert')).toBeVisible();
  await expect(home).toHaveCount(0);

  await theirs.goto(link);
  await expectAccessible(theirs);
  await comeBy('bo@agency.test');
  await expect(home).toBeVisible();
  await theirs.goto(`${program.url}/account`);
  await expect(theirs.getByText('as bo@agency.test')).toBeVisible();

  await theirs.getByRole('button', { name: 'Bo Lind: settings and sign out' }).click();
  await theirs.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await comeBy('bo@agency.test');
  await expect(home).toBeVisible();
  await page.reload();
  await expect(page.getByText('People it lets in').locator('..').last()).toContainText('1');
});
