import { enter, expect, test, writeSql } from '../fixtures.ts';

test('a mistake is marked at its token, with its reason', async ({ page, program }) => {
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, 'SELECT campaign, COUNT(user_idd) AS n FROM dsp_impressions GROUP BY campaign');
  await expect(page.getByText(/1 error/).first()).toBeVisible();
  await expect(page.locator('.squiggly-error')).toHaveCount(1);
});

test('a mistake is mended by its fix, from the list and by key', async ({ page, program }) => {
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, 'SELECT campaing, COUNT(user_idd) AS n FROM dsp_impressions GROUP BY campaign');
  await page.getByRole('button', { name: /2 errors/ }).click();
  await page.getByRole('list', { name: 'Problems' }).getByRole('button', { name: 'Change to campaign', exact: true }).click();
  await expect(page.locator('.view-lines').first()).toContainText('SELECT campaign,');
  await expect(page.getByRole('button', { name: '1 error', exact: true })).toBeVisible();

  await page.keyboard.press('F8');
  await page.keyboard.press('ControlOrMeta+.');
  await expect(page.locator('.action-widget').getByText('Change to user_id', { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('No problems')).toBeVisible();
  await expect(page.locator('.view-lines').first()).toContainText('COUNT(user_id)');
});

test('the server helps while writing: completion, arguments, meaning, layout', async ({ page, program }) => {
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, 'select 1 as x from dsp_clicks');
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ControlOrMeta+ArrowRight');
  await page.keyboard.type(' roun');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget').getByText('ROUND', { exact: true }).click();
  await expect(page.locator('.parameter-hints-widget')).toContainText('ROUND(x [, digits])');
  await page.keyboard.type('campai');
  await page.locator('.suggest-widget').getByText('campaign', { exact: true }).click();
  await page.keyboard.type('), ');

  await page.locator('.view-line').getByText('dsp_clicks').hover();
  await expect(page.locator('.monaco-hover').getByText(/FACT/).first()).toBeVisible();

  await page.getByRole('button', { name: 'Format', exact: true }).click();
  await expect(page.locator('.view-line').first()).toHaveText(/^SELECT/);
  await expect(page.locator('.view-lines').first()).toContainText('FROM dsp_clicks');
});

test('names of a text are renamed, found and outlined, and its columns tell where they come from', async ({ page, program }) => {
  await page.goto(`${program.url}/queries/new`);
  await writeSql(
    page,
    'WITH t AS (SELECT campaign AS name, SUM(total_cost) AS spent FROM dsp_impressions GROUP BY 1)\nSELECT name, spent / 100000 AS dollars FROM t',
  );
  const text = page.locator('.view-lines').first();
  await page.keyboard.press('Escape');
  await page.keyboard.press('F2');
  const field = page.getByRole('textbox', { name: /^Rename input/ });
  await expect(field).toBeFocused();
  await field.fill('sums');
  await field.press('Enter');
  await expect(text).toContainText(/WITH.sums.AS/);
  await expect(text).toContainText(/FROM.sums$/);

  await page.keyboard.press('ControlOrMeta+Shift+O');
  await expect(page.locator('.quick-input-list').getByText('dollars')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('tab', { name: 'Columns' }).click();
  const columns = page.getByRole('table', { name: 'Where columns come from' });
  await expect(columns.getByRole('row', { name: /dollars/ })).toContainText('currency');
  await columns.getByRole('button', { name: 'dsp_impressions.total_cost' }).click();
  await expect(columns.getByText('SUM(total_cost)')).toBeVisible();
  // A column leads to where the text names it.
  await columns.getByRole('button', { name: 'sums.spent' }).click();
  await page.keyboard.type('/*here*/');
  await expect(text).toContainText('/*here*/spent');
});

test('an unsaved draft survives a reload, a killed server and a lost session', async ({ page, program }) => {
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, 'SELECT campaign, SUM(impressions) AS shown FROM dsp_impressions GROUP BY campaign');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeEnabled();
  await page.reload();
  await expect(page.locator('.view-lines').first()).toContainText('shown');

  await program.kill();
  await expect(page.getByText('The server does not answer.')).toBeVisible();
  await program.boot();
  await expect(page.getByText('The server does not answer.')).toHaveCount(0);
  await page.reload();
  await expect(page.locator('.view-lines').first()).toContainText('shown');

  await page.context().clearCookies();
  await page.reload();
  await enter(page);
  await expect(page.locator('.view-lines').first()).toContainText('shown');
});

test('uses of a name light up and are listed, and a rename that is refused says why', async ({ page, program }) => {
  await page.goto(`${program.url}/queries/new`);
  await writeSql(
    page,
    'WITH t AS (SELECT campaign AS name FROM dsp_clicks GROUP BY 1)\nSELECT t.name FROM t',
  );
  await page.keyboard.press('Escape');

  // The caret moves to the last t: the table is given once and used twice.
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.view-overlays .wordHighlightStrong')).toHaveCount(1);
  await expect(page.locator('.view-overlays .wordHighlight')).toHaveCount(2);
  await page.keyboard.press('Shift+F12');
  const listed = page.locator('.reference-zone-widget');
  await expect(listed.getByRole('tree')).toBeVisible();
  await expect(listed.getByRole('treeitem')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(listed).toHaveCount(0);

  const told = page.locator('.monaco-editor-overlaymessage');
  await page.keyboard.press('F2');
  const field = page.getByRole('textbox', { name: /^Rename input/ });
  await expect(field).toBeFocused();
  await field.fill('group');
  await field.press('Enter');
  await expect(told).toContainText(/reserved/);
  await page.keyboard.press('Escape');

  // What the text does not name itself has the name that AMC gives it.
  await page.keyboard.press('ControlOrMeta+Home');
  for (let at = 0; at < 'WITH t AS (SELECT cam'.length; at++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('F2');
  await expect(told).toContainText('This name is not given in this text, so it cannot be renamed.');
});
