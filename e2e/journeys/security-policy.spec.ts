import type { Page } from '@playwright/test';
import { choose, connectAmazon, expect, signIn, test, writeSql } from '../fixtures.ts';

const screens = ['/', '/queries', '/executions', '/schedules', '/schedules/new', '/schedules/calendar', '/schedules/analytics', '/data-sources', '/instances', '/costs', '/connections', '/notifications', '/notifications/channels', '/tokens', '/keys', '/nowhere'];

/** Collects what the browser refuses because of the policy, workers included. */
async function watch(page: Page): Promise<string[]> {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/content security policy|permissions policy|cross-origin-opener/i.test(message.text())) {
      refused.push(message.text());
    }
  });
  await page.exposeFunction('noteRefusal', (text: string) => refused.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const note = (window as unknown as { noteRefusal: (text: string) => void }).noteRefusal;
      note(`${event.effectiveDirective} refused ${event.blockedURI} on ${location.pathname}`);
    });
  });
  return refused;
}

test('no screen asks for more than the content security policy gives', async ({ page, fresh: program }) => {
  const refused = await watch(page);
  await signIn(page, program);
  await connectAmazon(page, program);
  for (const screen of screens) {
    await page.goto(program.url + screen);
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  }
  expect(refused).toEqual([]);

  // The editor with its worker, completion and result grid.
  await page.goto(`${program.url}/queries/new`);
  await writeSql(page, 'SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY campaign');
  await page.keyboard.press('ControlOrMeta+Space');
  await expect(page.locator('.suggest-widget')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Run' }).click();
  await choose(page, 'Instance', /^Fernhollow US/);
  await choose(page, 'Window', 'Last full month');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Result rows' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).click();
  await download;
  expect(refused).toEqual([]);
});

test('a script from elsewhere does not run, and the refusal is heard', async ({ page, fresh: program }) => {
  const refused = await watch(page);
  await page.goto(program.url);
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(refused).toEqual([]);
  const ran = await page.evaluate(() => {
    const inline = document.createElement('script');
    inline.textContent = 'window.inlineRan = true';
    document.head.append(inline);
    return 'inlineRan' in window;
  });
  expect(ran).toBe(false);
  await expect.poll(() => refused.some((text) => text.includes('script-src'))).toBe(true);

  const answer = await page.request.get(program.url);
  const headers = answer.headers();
  expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['x-frame-options']).toBe('DENY');
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['referrer-policy']).toBe('no-referrer');
});
