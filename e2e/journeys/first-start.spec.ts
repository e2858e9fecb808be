import { test as base } from '@playwright/test';
import { expect, owner } from '../fixtures.ts';
import { Program } from '../program.ts';

base('the first start gives a one-time link that makes the owner, and leads through the set-up', async ({ page }) => {
  const program = await Program.start({ RECOMAMP_SANDBOX_SCALE: '0.1' });
  try {
    await expect.poll(() => program.setupUrl).toMatch(/\/setup#/);
    await page.goto(program.setupUrl);
    await page.getByRole('textbox', { name: /name/i }).fill(owner.name);
    await page.getByRole('textbox', { name: 'Email' }).fill(owner.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
    await page.getByRole('button', { name: /create/i }).click();
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();

    await expect(page).toHaveURL(/\/set-up/);
    const step = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
    await page.getByRole('textbox', { name: 'Name of the organisation' }).fill('Example Agency');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(step('Name your organisation')).toContainText('Done');

    await page.getByRole('button', { name: 'Connect Amazon', exact: true }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await expect(page).toHaveURL(/\/set-up/);
    await expect(step('Connect Amazon')).toContainText('Done');
    await expect(step('Find accounts and instances')).toContainText('Done', { timeout: 15_000 });

    for (const name of ['Give a client its name and colour', 'Invite people', 'Have trouble told']) {
      await page.goto(`${program.url}/set-up`); // the first step that is open
      await page.getByRole('button', { name: `Skip ${name}` }).click();
      await expect(step(name)).toContainText('Skipped');
    }
    await page.getByRole('button', { name: 'Run the self-test', exact: true }).click();
    await expect(page.getByText('The set-up is finished.')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('A query runs from end to end')).toBeVisible();

    const again = await page.context().newPage();
    await again.goto(program.setupUrl);
    await expect(again.getByRole('button', { name: /create/i })).toHaveCount(0);
  } finally {
    await program.stop();
  }
});
