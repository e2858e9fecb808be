import { choose, expect, expectAccessible, expectNoSideways, open, test, writeSql } from '../fixtures.ts';

test('a brand is made, a pack is filled by a paste, and what is wrong is told with its line', async ({ page, connected: program }) => {
  await open(page, program, '/clients');
  await page.getByRole('link', { name: 'Fernhollow Outdoors' }).click();
  await expect(page.getByText('No brands yet')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Name of a new brand' }).fill('Everglow');
  await page.getByRole('button', { name: 'Make brand' }).click();
  await page.getByRole('button', { name: 'Make a pack of Everglow' }).click();
  const making = page.getByRole('dialog', { name: 'New pack of Everglow' });
  await making.getByRole('textbox', { name: 'Name' }).fill('Hero products');
  await making.getByRole('button', { name: 'Make pack' }).click();

  await expect(page.getByText('No ASINs yet')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Paste or import' }).click();
  const importing = page.getByRole('dialog', { name: 'Import ASINs into Hero products' });
  await importing.getByRole('textbox', { name: 'Paste ASINs' }).fill('b0aaaaaaa1, B0AAAAAAA2\nB0AAAAAAA3 B0AAAAAAA1\nB0AAA');
  await expect(importing.getByText('3 to add')).toBeVisible();
  await expect(importing.getByRole('list', { name: 'Refused lines' })).toContainText('Line 3 B0AAA has 5 characters; an ASIN has 10.');
  await expectAccessible(page);
  await importing.getByRole('button', { name: 'Save without the 1 refused' }).click();
  await expect(importing).toBeHidden();
  await expect(page.getByText('B0AAAAAAA3')).toBeVisible();
  await expect(page.getByText('3 of 3 shown')).toBeVisible();
  await page.getByRole('textbox', { name: 'Find a value' }).fill('aaa2');
  await expect(page.getByText('1 of 1 shown')).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
  const address = page.url();

  // A query that asks for a list is filled with it.
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, "WITH some (asin) AS (VALUES ('B0AAAAAAA1'), ('B0AAAAAAA9')) SELECT asin FROM some WHERE asin IN ({{asins}}) GROUP BY asin");
  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /Fernhollow US/);
  await choose(page, 'Pack for asins · list of texts', /Everglow · Hero products, 3 ASINs/);
  await expect(page.getByText('Filled with a pack.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const execution = page.getByRole('link', { name: 'Open the execution' });
  await expect(execution).toContainText('Succeeded', { timeout: 120_000 });
  await execution.click();
  await expect(page.getByTitle('asins: 3 values of the pack Everglow, Hero products, version 2.')).toBeVisible();
  await page.getByText('As sent').click();
  await expect(page.getByRole('region', { name: 'SQL' })).toContainText("('B0AAAAAAA1', 'B0AAAAAAA2', 'B0AAAAAAA3')");

  await page.goto(address);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'More for Hero products' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(page.getByText('it fills no parameters until it is brought back')).toBeVisible();
  await page.getByRole('button', { name: 'More for Hero products' }).click();
  await page.getByRole('menuitem', { name: 'Bring back' }).click();
  await expect(page.getByText('it fills no parameters until it is brought back')).toBeHidden();
});
