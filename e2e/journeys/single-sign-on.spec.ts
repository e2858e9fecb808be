import { begin, expect, expectAccessible, expectNoSideways, open, owner, test } from '../fixtures.ts';
import { provider, startProvider } from '../provider.ts';

test('an owner sets up single sign-on, tests it, and an invited person signs in with it', async ({ page, browser }) => {
  const program = await begin(page, 'owner', { RECOMAMP_SSO_ALLOW_PRIVATE: 'true' });
  const there = await startProvider(`${program.url}/oauth/sign-in`, ['bo=bo@agency.test', 'cem=cem@agency.test']);
  try {
    await open(page, program, '/people');
    await page.getByRole('link', { name: 'Single sign-on' }).click();
    await page.getByLabel('Issuer').fill(there.issuer);
    await page.getByLabel('Client id', { exact: true }).fill(provider.clientId);
    await page.getByLabel('Client secret').fill('not the secret');
    await page.getByLabel('Name on the button').fill('Agency login');
    await page.getByLabel('Mail domains').fill('agency.test');
    await page.getByLabel('On', { exact: true }).check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(page.getByText('does not accept the client id or the client secret')).toBeVisible();
    await page.getByLabel('Client secret').fill(provider.clientSecret);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('on, beside passwords')).toBeVisible();
    await expect(page.getByLabel('Client secret')).toHaveValue('');
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(page.getByText('taken for right')).toBeVisible();
    await expectAccessible(page);
    for (const scheme of ['light', 'dark'] as const) {
      for (const width of [1440, 390]) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 900 });
        await expectNoSideways(page);
        await expectAccessible(page);
        if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/sso-${width}-${scheme}.png`, fullPage: true });
      }
    }
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize({ width: 1440, height: 900 });

    // Nobody has invited them yet.
    const theirs = await (await browser.newContext()).newPage();
    async function enter(name: string) {
      await theirs.goto(`${program.url}/sign-in`);
      await theirs.getByRole('button', { name: 'Sign in with Agency login' }).click();
      await theirs.getByLabel('Username').fill(name);
      await theirs.getByLabel('Password').fill(provider.password);
      await theirs.getByRole('button', { name: 'Continue' }).click();
    }
    await enter('bo');
    await expect(theirs.getByText('nobody here has let you in')).toBeVisible();
    await expectAccessible(theirs);
    for (const width of [1440, 390]) {
      await theirs.setViewportSize({ width, height: 900 });
      if (process.env.LOOK) await theirs.screenshot({ path: `${process.env.LOOK}/sign-in-${width}.png` });
    }

    await page.request.post(`${program.url}/api/v1/invitations`, {
      headers: { 'Idempotency-Key': 'bo' },
      data: { email: 'bo@agency.test', role: 'member' },
    });
    await enter('bo');
    await expect(theirs.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await open(theirs, program, '/account');
    await expect(theirs.getByText('as bo@agency.test')).toBeVisible();
    await expectAccessible(theirs);
    if (process.env.LOOK) await theirs.screenshot({ path: `${process.env.LOOK}/account-390.png`, fullPage: true });

    // A sensitive act, as the server answers a quarter of an hour later: they prove at the provider, and it goes on.
    let refused = false;
    await theirs.route('**/api/v1/tokens', (route) => {
      if (route.request().method() !== 'POST' || refused) return route.continue();
      refused = true;
      return route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        json: {
          status: 403,
          code: 'session.reauthenticate',
          detail: 'This takes proof that it is still you.',
          details: { kind: 'token_making', about: 'make an API token', ways: ['single_sign_on'], minutes: 15 },
        },
      });
    });
    await theirs.setViewportSize({ width: 1440, height: 900 });
    await open(theirs, program, '/tokens');
    await theirs.getByRole('textbox', { name: 'Name of a new token' }).fill('nightly-export');
    await theirs.getByRole('button', { name: 'Make token' }).click();
    const dialog = theirs.getByRole('dialog', { name: 'Is it still you?' });
    const prove = dialog.getByRole('button', { name: 'Prove with Agency login' });
    await expect(prove).toBeVisible();
    await expectAccessible(theirs);
    async function answerAs(name: string) {
      const [there] = await Promise.all([theirs.waitForEvent('popup'), prove.click()]);
      await expect(dialog.getByText('Sign in in the window that has opened')).toBeVisible();
      await there.getByLabel('Username').fill(name);
      await there.getByLabel('Password').fill(provider.password);
      await there.getByRole('button', { name: 'Continue' }).click();
    }
    for (const scheme of ['light', 'dark'] as const) {
      if (!process.env.LOOK) break;
      await theirs.emulateMedia({ colorScheme: scheme });
      await theirs.screenshot({ path: `${process.env.LOOK}/proof-${scheme}.png` });
    }
    await answerAs('cem');
    await expect(dialog.getByText('Somebody else has signed in at the provider')).toBeVisible();
    if (process.env.LOOK) await theirs.screenshot({ path: `${process.env.LOOK}/proof-refused.png` });
    await answerAs('bo');
    await expect(dialog).toBeHidden();
    await expect(theirs.getByRole('cell', { name: 'nightly-export', exact: true })).toBeVisible();

    // Required, a password is for owners.
    await page.getByLabel('Required of everybody but owners').check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('on, and required of all but owners')).toBeVisible();
    const ada = await (await browser.newContext()).newPage();
    await ada.goto(program.url);
    await expect(ada.getByText('Owners may sign in with a password')).toBeVisible();
    if (process.env.LOOK) await ada.screenshot({ path: `${process.env.LOOK}/sign-in-required.png` });
    await ada.getByRole('textbox', { name: 'Email' }).fill(owner.email);
    await ada.getByRole('textbox', { name: 'Password' }).fill(owner.password);
    await ada.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(ada.getByRole('navigation', { name: 'Main' })).toBeVisible();
  } finally {
    there.stop();
    await program.stop();
  }
});
