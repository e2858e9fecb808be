import { expect, owner, test } from '../fixtures.ts';

test('a sensitive act asks whether it is still you, and then goes on with what was entered', async ({ page, program }) => {
  // As the server answers a quarter of an hour after signing in.
  let refusals = 0;
  await page.route('**/api/v1/tokens', async (route) => {
    if (route.request().method() !== 'POST' || refusals > 1) return route.continue();
    refusals++;
    await route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      json: {
        type: 'urn:recomamp:problem:session.reauthenticate',
        title: 'Forbidden',
        status: 403,
        code: 'session.reauthenticate',
        detail: 'This takes proof that it is still you.',
        next: 'Do it again and give your password when you are asked.',
        requestId: 'one',
        details: { kind: 'token_making', about: 'make an API token', ways: ['password'], minutes: 15 },
      },
    });
  });
  await page.goto(`${program.url}/tokens`);
  await page.getByRole('textbox', { name: 'Name of a new token' }).fill('nightly-export');
  await page.getByRole('button', { name: 'Make token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
  await expect(dialog.getByText(/You are about to make an API token/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Leave it' }).click();
  await expect(page.getByText('This takes proof that it is still you.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name of a new token' })).toHaveValue('nightly-export');

  await page.getByRole('button', { name: 'Make token' }).click();
  await dialog.getByLabel('Your password').fill('not the password');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog.getByText('Is not your password')).toBeVisible();
  await dialog.getByLabel('Your password').fill(owner.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('cell', { name: 'nightly-export', exact: true })).toBeVisible();
  await expect(dialog).toBeHidden();
});

test('an owner says what sensitive acts take', async ({ page, program }) => {
  await page.goto(`${program.url}/people`);
  await expect(page.getByText('A proof counts for 12 hours, signing in as well.', { exact: false })).toBeVisible();
  await page.getByRole('combobox', { name: 'A proof counts for' }).click();
  await page.getByRole('option', { name: '1 hour' }).click();
  await page.getByRole('button', { name: 'Save the rule' }).click();
  await expect(page.getByText('A proof counts for 1 hour, signing in as well.', { exact: false })).toBeVisible();
});
