import { expect, open, test } from '../fixtures.ts';

test('what takes a second person waits for another owner, and is then done once', async ({ page, program, browser }) => {
  await open(page, program, '/approvals');
  await expect(page.getByText('Nothing waits for a second person')).toBeVisible();
  const invited = await page.request.post(`${program.url}/api/v1/invitations`, {
    headers: { 'Idempotency-Key': 'bo' },
    data: { email: 'bo@agency.test', name: 'Bo Lind', role: 'owner' },
  });
  const second = await (await browser.newContext()).newPage();
  await second.goto((await invited.json()).link);
  await second.getByRole('textbox', { name: 'Password' }).fill('seven otters file taxes');
  await second.getByRole('button', { name: 'Set the password and sign in' }).click();
  await expect(second.getByRole('navigation', { name: 'Main' })).toBeVisible();

  await page.getByRole('checkbox', { name: 'Make somebody an administrator or an owner' }).check();
  await page.getByRole('button', { name: 'Save the rules' }).click();
  await expect(page.getByRole('button', { name: 'Save the rules' })).toBeDisabled();
  await open(page, program, '/people?invite=true');
  await page.getByRole('textbox', { name: 'Email' }).fill('cy@agency.test');
  await page.getByRole('radiogroup', { name: 'Role in the organisation' }).getByText('Owner').click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByText(/This takes a second person. It was asked for/)).toBeVisible();

  await open(second, program, '/approvals');
  await expect(second.getByText('Invite cy@agency.test as owner')).toBeVisible();
  await second.getByRole('button', { name: 'Approve' }).click();
  await second.getByRole('button', { name: 'Approve it' }).click();
  await expect(second.getByText(/Bo Lind approved it/)).toBeVisible();

  await open(page, program, '/approvals');
  await page.getByRole('button', { name: 'Do it now' }).click();
  await page.getByRole('button', { name: 'Do it', exact: true }).click();
  await expect(page.getByText(/approved it; done/)).toBeVisible();
  await open(page, program, '/people');
  await expect(page.getByText('cy@agency.test').first()).toBeVisible();
});
