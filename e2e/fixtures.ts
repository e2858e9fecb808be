import { AxeBuilder } from '@axe-core/playwright';
import { expect as baseExpect, test as base, type Page, type TestInfo } from '@playwright/test';
import { Program } from './program.ts';
import { letIn, type Seed, seedOf } from './seed.ts';

export const owner = { name: 'Ada Berg', email: 'ada@agency.test', password: 'correct horse 9 battery' };

/** The settings of a program that has its owner already. */
export const withOwner = {
  RECOMAMP_OWNER_EMAIL: owner.email,
  RECOMAMP_OWNER_PASSWORD: owner.password,
  RECOMAMP_SANDBOX_SCALE: '0.1',
};

type Fixtures = { fresh: Program; program: Program; connected: Program };

/** Keeps what a program said beside a test that failed, and ends it. */
async function use(program: Program, test: (program: Program) => Promise<void>, info: TestInfo): Promise<void> {
  await test(program);
  if (info.status !== info.expectedStatus) {
    await info.attach('serve.log', { body: program.log(), contentType: 'text/plain' });
  }
  await program.stop();
}

/**
 * A test with a program of its own. A fresh one has its owner, who is signed in
 * nowhere; with the others, the owner is signed in on the page, and has connected
 * Amazon with the last.
 */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  fresh: async ({}, test, info) => use(await Program.start(withOwner), test, info),
  program: async ({ page }, test, info) => use(await begin(page, 'owner'), test, info),
  connected: async ({ page }, test, info) => use(await begin(page, 'connected'), test, info),
});

/** Starts a program where a seed leaves off, with the page signed in. */
export async function begin(page: Page, seed: Seed, env: Record<string, string> = {}): Promise<Program> {
  await letIn(page);
  return Program.start({ ...withOwner, ...env }, seedOf(seed));
}

/** Waits long enough for a machine under load, also while the seeds are made. */
export const expect = baseExpect.configure({ timeout: 45_000 });

/** Opens a page of a program to which the browser is signed in. */
export async function open(page: Page, program: Program, path = '/'): Promise<void> {
  await page.goto(program.url + path);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

export async function signIn(page: Page, program: Program): Promise<void> {
  await page.goto(program.url);
  await enter(page);
}

/** Fills in the sign-in page that is shown. */
export async function enter(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

/** Goes through the consent page and waits until instances were found. */
export async function connectAmazon(page: Page, program: Program): Promise<void> {
  await page.goto(`${program.url}/connections`);
  await page.getByRole('button', { name: 'Connect Amazon' }).first().click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page.getByText('Amazon is connected.')).toBeVisible();
  await expect(page.getByRole('cell', { name: /Juniper Lane Media US/ })).toBeVisible({ timeout: 60_000 });
}

/** Replaces the text of the editor that is shown. */
export async function writeSql(page: Page, sql: string): Promise<void> {
  const editor = page.locator('.monaco-editor').first();
  await expect(editor).toBeVisible({ timeout: 60_000 });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  // As a paste: typing would meet the editor's own brackets and completion.
  await page.keyboard.insertText(sql);
}

/** Chooses an option of a select field. */
export async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).first().click();
}

/** Fails with every accessibility fault of what is shown, moderate and minor ones too. */
export async function expectAccessible(page: Page): Promise<void> {
  // What fades in or out, or changes its colour, has half its contrast on the way. It begins with the next frame.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.waitForFunction(() =>
    document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity),
  );
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']).exclude('.monaco-editor').analyze();
  expect(violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target).join(' ')}`)).toEqual([]);
}

/** Fails when the page itself scrolls sideways. */
export async function expectNoSideways(page: Page): Promise<void> {
  const beyond = await page.evaluate(() =>
    [document.documentElement, document.querySelector('main')].map((element) =>
      element ? element.scrollWidth - element.clientWidth : 0,
    ),
  );
  expect(Math.max(...beyond), page.url()).toBeLessThanOrEqual(0);
}
