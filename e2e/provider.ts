import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** An OpenID provider on loopback, with the people given as NAME=MAIL. */
export async function startProvider(returnTo: string, people: string[]): Promise<{ issuer: string; stop: () => void }> {
  const root = path.resolve(import.meta.dirname, '..');
  const binary = path.join(mkdtempSync(path.join(tmpdir(), 'recomamp-provider-')), 'provider');
  execFileSync('go', ['build', '-o', binary, './e2e/provider'], { cwd: root, stdio: 'inherit' });
  const child = spawn(binary, [returnTo, ...people], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [issuer] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { issuer, stop: () => child.stdin.end() };
}

/** How RecomAMP is known there, and what everybody types there. */
export const provider = { clientId: 'recomamp', clientSecret: "a secret of the provider's", password: 'let me in' };
