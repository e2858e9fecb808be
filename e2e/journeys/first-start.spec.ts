import { test as base } from '@playwright/test';
import { expect, owner } from '../fixtures.ts';
import { Program } from '../program.ts';

base('the first start gives a one-time link that makes the owner', async ({ page }) => {
  const program = await Program.start({ RECOMAMP_SANDBOX_SCALE: '0.1' });
  try {
    await expect.poll(() => program.setupUrl).toMatch(/\/setup#/);
    await page.goto(program.setupUrl);
    await page.getByRole('textbox', { name: /name/i }).fill(owner.name);
    await page.getByRole('textbox', { name: 'Email' }).fill(owner.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
    await page.getByRole('button', { name: /create/i }).click();
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();

    const again = await page.context().newPage();
    await again.goto(program.setupUrl);
    await expect(again.getByRole('button', { name: /create/i })).toHaveCount(0);
  } finally {
    await program.stop();
  }
});
