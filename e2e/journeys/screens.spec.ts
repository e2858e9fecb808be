import { expect, expectAccessible, expectNoSideways, open, test } from '../fixtures.ts';

const screens = {
  queries: ['/', '/queries', '/queries/new?example=true', '/executions', '/data-sources', '/clients', '/instances'],
  schedules: ['/schedules', '/schedules/new', '/schedules/calendar', '/schedules/analytics', '/costs'],
  settings: ['/connections', '/notifications', '/notifications/channels', '/tokens', '/keys', '/nowhere'],
  people: ['/people', '/people?invite=true', '/groups', '/roles', '/access', '/audit', '/account'],
};

for (const [name, paths] of Object.entries(screens)) {
  test(`every screen of ${name} can be read by everybody, in both themes and on a phone`, async ({ page, connected: program }) => {
    for (const path of paths) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(program.url + path);
      // What comes in pieces has come: tables, colours of SQL, the tree of the schema.
      await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      await expectNoSideways(page);
      await expectAccessible(page);
    }
  });
}

test('the keyboard reaches actions, shortcuts and places', async ({ page, program }) => {
  await open(page, program);
  await page.keyboard.press('ControlOrMeta+K');
  await expectAccessible(page);
  await page.keyboard.type('api tok');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tokens/);
  // Until it has closed, what is typed goes to the palette.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'API tokens' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Make a token');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  const search = page.getByRole('textbox', { name: 'Search names and SQL' });
  await expect(search).toBeVisible();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
});
