import { expect, expectAccessible, open, test } from '../fixtures.ts';
import type { Page } from '@playwright/test';

/** Chooses an action by typing its words into the palette. */
async function act(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+K');
  const palette = page.getByRole('dialog', { name: 'Find an action' });
  await expect(palette.locator('input')).toBeFocused();
  await page.keyboard.type(words);
  await expect(palette.locator('[data-selected]')).toContainText(words);
  await page.keyboard.press('Enter');
  await expect(palette).toHaveCount(0);
}

test('pausing, resuming, revoking and disconnecting need no mouse', async ({ page, connected: program }) => {
  await open(page, program);

  // From here on only keys.
  await act(page, 'Instances');
  const row = page.getByRole('row', { name: /Fernhollow US/ });
  await expect(row.getByRole('button', { name: 'Pause Fernhollow US' })).toBeVisible();
  await act(page, 'Pause Fernhollow US');
  await expect(page.getByRole('button', { name: 'Pause this instance' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Pause this instance' })).toHaveCount(0);
  await act(page, 'Pause Fernhollow US');
  await expect(page.getByRole('button', { name: 'Pause this instance' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(row).toContainText('nothing begins on it');
  await act(page, 'Resume Fernhollow US');
  await expect(row).not.toContainText('nothing begins on it');

  await act(page, 'API tokens');
  await act(page, 'Make a token');
  const name = page.getByRole('textbox', { name: 'Name of a new token' });
  await expect(name).toBeFocused();
  await page.keyboard.type('nightly');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('cell', { name: 'nightly', exact: true })).toBeVisible();
  await act(page, 'Revoke token nightly');
  await expect(page.getByRole('button', { name: 'Revoke this token' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('No tokens yet')).toBeVisible();

  await act(page, 'Connections');
  await expect(page.getByRole('button', { name: /^Disconnect/ })).toBeVisible();
  await act(page, 'Disconnect');
  await expect(page.getByRole('button', { name: 'Disconnect', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Connect Amazon to begin')).toBeVisible();
});
