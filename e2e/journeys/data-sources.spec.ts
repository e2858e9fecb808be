import { expect, expectAccessible, open, test } from '../fixtures.ts';

test('a column is looked up, its table read, and its example opened without a problem', async ({ page, connected: program }) => {
  await open(page, program);
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await expect(page).toHaveURL(/\/data-sources/, { timeout: 2000 });
  }).toPass(); // keys count once the shell listens
  const tables = page.getByRole('region', { name: 'Tables' });
  await expect(tables.getByRole('link', { name: /^dsp_clicks/ })).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.press('/');
  await page.keyboard.type('click_cost');
  await expect(page).toHaveURL(/search=click_cost/);
  await expect(tables.getByRole('link', { name: /conversions/ })).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(tables.getByRole('link').first()).toBeFocused();
  await tables.getByRole('link', { name: /^dsp_clicks/ }).click();
  await expect(page).toHaveURL(/table=dsp_clicks/);

  const table = page.getByRole('article', { name: 'dsp_clicks', exact: true });
  const found = table.getByRole('row', { name: /click_cost/ }).first();
  await expect(found).toContainText('millicents');
  await expect(found).toContainText('at least 100 users');
  await expect(table.getByRole('list', { name: 'Instances that have it' })).toContainText('Fernhollow US');
  await expectAccessible(page);

  await table.getByRole('button', { name: 'Open it in the editor' }).click();
  await expect(page).toHaveURL(/\/queries\/new/);
  await expect(page.locator('.view-lines').first()).toContainText('FROM dsp_clicks', { timeout: 60_000 });
  await expect(page.getByText('No problems')).toBeVisible();
});

test('an uploaded data set is declared from text, used in a query, changed and removed', async ({ page, connected: program }) => {
  await page.goto(`${program.url}/data-sources`);
  await page.getByRole('button', { name: 'Declare a data set' }).click();
  await expect(page).toHaveURL(/declare=new/);
  await expect(page.getByText('None is declared for this instance yet')).toBeVisible();
  await expectAccessible(page);

  const text = page.getByRole('textbox', { name: 'Declaration' });
  await text.fill('{"name": "crm_orders", "columns": [{"name": "a", "type": "GEO"}]}');
  await expect(page.getByRole('alert')).toContainText('column a');
  await expect(page.getByRole('button', { name: 'Declare', exact: true })).toBeDisabled();
  await text.fill('');
  await page.getByRole('button', { name: 'Begin with an example' }).click();
  const meaning = page.getByRole('region', { name: 'What crm_orders means' });
  await expect(meaning).toContainText('the window of a run cuts them by order_dt');
  await expect(meaning.getByRole('row', { name: /user_id/ })).toContainText('never shown');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Declare', exact: true }).click();

  const table = page.getByRole('article', { name: 'crm_orders' });
  await expect(table).toContainText('Uploaded by the advertiser; declared here.');
  await table.getByRole('button', { name: 'Open it in the editor' }).click();
  await expect(page.locator('.view-lines').first()).toContainText('FROM crm_orders', { timeout: 60_000 });

  await page.goto(`${program.url}/data-sources?table=crm_orders&declare=crm_orders`);
  await expect(text).toHaveValue(/"order_dt"/);
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove crm_orders' }).click();
  await expect(page.getByText('None is declared for this instance yet')).toBeVisible();
});
