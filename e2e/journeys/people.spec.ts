import type { Page } from '@playwright/test';
import { choose, expect, expectAccessible, expectNoSideways, test } from '../fixtures.ts';

/** What takes more than looking. */
const forOthers = ['New query', 'Run', 'Save', 'Saved', 'Run again', 'Run with changes', 'Make a new query of it', 'Keep the rows for good', 'New schedule', 'Make a schedule', 'Declare a data set', 'Connect Amazon', 'Pause', 'Set budget', 'Set rate card', 'Set rule', 'Edit', 'Set', 'Rotate'];

/** Asks the API as who is signed in on the page. */
async function read(page: Page, url: string): Promise<{ status: number; text: string }> {
  const answer = await page.request.get(url);
  return { status: answer.status(), text: await answer.text() };
}

test('an invited person sees the client they were given and no other, until that ends', async ({ page, connected: program, browser }) => {
  test.setTimeout(240_000); // every screen is looked at
  const own = await (await page.request.get(`${program.url}/api/v1/instances`)).json();
  const other = own.items.find((instance: { client: { name: string } }) => instance.client.name !== 'Fernhollow Outdoors');

  // Something has run on the client, so that there is something to see.
  await page.goto(`${program.url}/queries/new?example=true`);
  await choose(page, 'Instance', /Fernhollow US/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const link = page.getByRole('link', { name: 'Open the execution' });
  await expect(link).toContainText('Succeeded', { timeout: 120_000 });
  const execution = new URL((await link.getAttribute('href')) ?? '', program.url).pathname;

  await page.goto(`${program.url}/people`);
  await page.getByRole('button', { name: 'Invite a person' }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill('bo@agency.test');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Bo Lind');
  await page.getByRole('button', { name: 'Make the link' }).click();
  const secret = await page.getByRole('status').locator('code').innerText();
  expect(secret).toContain('/welcome#token=');
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByRole('link', { name: 'Bo Lind' }).first()).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);

  // A grant on one client.
  await page.getByRole('link', { name: 'Bo Lind' }).first().click();
  await choose(page, 'Give Bo Lind access to', /Fernhollow Outdoors: all instances/);
  await page.getByRole('button', { name: 'Give access' }).click();
  await expect(page.getByRole('row', { name: /Fernhollow Outdoors/ })).toContainText('Viewer');
  await expect(page.getByRole('row', { name: /Fernhollow Outdoors/ })).toContainText('by ada');

  const elsewhere = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  const theirs = await elsewhere.newPage();
  await theirs.goto(secret);
  await expect(theirs.getByRole('heading', { name: 'Welcome, Bo Lind' })).toBeVisible();
  await expectAccessible(theirs);
  await theirs.getByRole('textbox', { name: 'Password' }).fill('a quiet green field');
  await theirs.getByRole('button', { name: 'Set the password and sign in' }).click();
  await expect(theirs.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await expect(theirs.getByRole('link', { name: 'People', exact: true })).toHaveCount(0);
  await expect(theirs.getByRole('link', { name: 'Connections', exact: true })).toHaveCount(0);

  // Only that client's.
  await theirs.goto(`${program.url}/instances`);
  await expect(theirs.getByText('Fernhollow US').first()).toBeVisible();
  await expect(theirs.getByText(other.name)).toHaveCount(0);
  const list = await read(theirs, `${program.url}/api/v1/instances`);
  expect(new Set(JSON.parse(list.text).items.map((instance: { client: { name: string } }) => instance.client.name))).toEqual(new Set(['Fernhollow Outdoors']));
  expect((await read(theirs, `${program.url}/api/v1/instances/${other.id}`)).status).toBe(404);
  await theirs.goto(`${program.url}/people`);
  await expect(theirs.getByText('This is for those who give access')).toBeVisible();
  await theirs.goto(`${program.url}/account`);
  await expect(theirs.getByRole('row', { name: /Fernhollow US/ })).toContainText('see executions');
  await expect(theirs.getByText('this one')).toBeVisible();
  await expectAccessible(theirs);
  await theirs.goto(`${program.url}/executions`);
  await expect(theirs.getByRole('row', { name: /Fernhollow US/ }).first()).toBeVisible();
  await theirs.goto(program.url + execution);
  await expect(theirs.getByText('Succeeded').first()).toBeVisible();

  // Somebody who may only look is offered nothing that would be refused.
  const refused: string[] = [];
  theirs.on('response', (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`);
  });
  const saved = await page.request.post(`${program.url}/api/v1/queries`, {
    data: { name: 'Reach', sql: 'SELECT COUNT(impressions) AS n FROM dsp_impressions' },
    headers: { 'Idempotency-Key': 'spec', Origin: program.url },
  });
  const query: { id: string } = await saved.json();
  for (const screen of ['/', '/queries', `/queries/${query.id}`, '/queries/new', '/executions', execution, '/schedules', '/schedules/new', '/schedules/calendar', '/schedules/analytics', '/data-sources', '/instances', '/costs', '/connections', '/notifications', '/notifications/channels', '/tokens', '/keys']) {
    await theirs.setViewportSize({ width: 1440, height: 900 });
    await theirs.goto(program.url + screen);
    await expect(theirs.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(theirs.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    for (const name of forOthers) {
      await expect(theirs.getByRole('button', { name, exact: true }).or(theirs.getByRole('link', { name, exact: true })), `${name} on ${screen}`).toHaveCount(0);
    }
    await theirs.setViewportSize({ width: 390, height: 844 });
    await expectNoSideways(theirs);
    await expectAccessible(theirs);
  }
  expect(refused).toEqual([]);
  await theirs.setViewportSize({ width: 1440, height: 900 });
  await theirs.goto(`${program.url}/executions`);
  await expect(theirs.getByRole('row', { name: /Fernhollow US/ }).first()).toBeVisible();
  await theirs.getByRole('row', { name: /Fernhollow US/ }).first().getByRole('link').first().click();
  await expect(theirs.getByText('Succeeded').first()).toBeVisible();

  // The end of the grant empties the page that is open.
  await page.getByRole('button', { name: 'End the access to Fernhollow Outdoors' }).click();
  await page.getByRole('button', { name: 'End this access' }).click();
  await expect(theirs.getByRole('main')).toContainText('There is nothing at this address', { timeout: 5_000 });
  await theirs.goto(`${program.url}/executions`);
  await expect(theirs.getByRole('row', { name: /Fernhollow US/ })).toHaveCount(0);
  await theirs.goto(program.url);
  await expect(theirs.getByText('You see no client yet')).toBeVisible();

  // Disabled, they are out at once.
  await page.getByRole('button', { name: 'Disable Bo Lind' }).click();
  await page.getByRole('button', { name: 'Disable this person' }).click();
  await expect(page.getByText('Disabled').first()).toBeVisible();
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 15_000 });
  await elsewhere.close();
});

test('the matrix is read and edited by keyboard, a group gives access, and the review says why', async ({ page, connected: program }) => {
  const headers = { 'Idempotency-Key': 'spec', Origin: program.url };
  const answer = await page.request.post(`${program.url}/api/v1/invitations`, { data: { email: 'bo@agency.test', name: 'Bo Lind', role: 'member' }, headers });
  expect(answer.status()).toBe(201);

  await page.goto(`${program.url}/groups`);
  await expect(page.getByText('No groups yet')).toBeVisible();
  await page.getByRole('textbox', { name: 'Name of a new group' }).fill('Media');
  await page.getByRole('button', { name: 'Make group' }).click();
  await choose(page, 'Add a person', /Bo Lind/);
  await expect(page.getByRole('button', { name: 'Take out Bo Lind' })).toBeVisible();
  await choose(page, 'Give Media access to', /Fernhollow Outdoors: all instances/);
  await page.getByRole('button', { name: 'Give access' }).click();
  await expect(page.getByRole('row', { name: /Fernhollow Outdoors/ })).toContainText('Viewer');
  await expectAccessible(page);

  await page.goto(`${program.url}/roles?person=bo`);
  const cell = page.getByRole('gridcell', { name: /Bo Lind, Fernhollow Outdoors/ });
  await expect(cell).toContainText('Media');
  await page.getByRole('gridcell').first().focus();
  for (let step = 0; step < 20 && !(await cell.evaluate((element) => element === document.activeElement)); step++) {
    await page.keyboard.press('ArrowRight');
  }
  await expect(cell).toBeFocused();
  await page.keyboard.press('Enter');
  await choose(page, 'Role', /Manager/);
  await page.getByLabel('Until').fill('2099-01-31T18:00');
  await page.getByRole('textbox', { name: 'Why' }).fill('Stands in for Cem');
  await page.getByRole('button', { name: 'Give access' }).click();
  await expect(cell).toContainText('Manager');
  await expect(cell).toContainText(/until 31 Jan 2099, 18:00 CET/);
  await expect(cell).toBeFocused();
  await expectAccessible(page);

  await page.goto(`${program.url}/access`);
  await choose(page, 'Client or instance', /Fernhollow Outdoors: all instances/);
  const row = page.getByRole('row', { name: /Bo Lind.*Fernhollow US/ });
  await expect(row).toContainText('Stands in for Cem');
  await expect(row).toContainText('by the group Media');
  await expectAccessible(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()]);
  expect(download.suggestedFilename()).toBe('access.csv');
  for (const screen of ['/people', '/people?invite=true', '/groups', '/roles', '/access', '/account']) {
    await page.goto(program.url + screen);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectNoSideways(page);
    await expectAccessible(page);
  }
});
