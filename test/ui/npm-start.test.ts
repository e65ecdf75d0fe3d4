/** The first command that a visitor types: `npm start` shows a simulated iPhone and a backup, and Ctrl+C leaves nothing behind. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../.config/bundles.ts';
import { launchBrowser } from '../host/chromium.ts';
import { ARTIFACTS, STARTUP_MS } from './support/workbench.ts';

describe('npm start', () => {
  let folder = '';
  let start: ChildProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ibl-start-'));
  });

  after(async () => {
    if (start.exitCode === null && start.pid !== undefined) process.kill(-start.pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  it('prints an address where the phone and the backup are in the sidebar', async function () {
    this.timeout(3 * STARTUP_MS);
    // A group of its own, like a command in a terminal: the signal below reaches npm and everything it started.
    start = spawn('npm', ['start', '--', '--folder', folder], {
      cwd: ROOT,
      env: { ...process.env, VSCODE_HOST: 'code-server' },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const address = await firstAddress(start);
    await using browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(address);
    const phone = page.getByRole('treeitem', { name: /iPhone/ });
    const backups = page.getByRole('treeitem', { name: /iOS \d+/ });
    await phone.first().waitFor({ timeout: STARTUP_MS });
    await backups.first().waitFor({ timeout: STARTUP_MS });
    await page.screenshot({ path: join(ARTIFACTS, 'npm-start.png') });
  });

  it('ends with Ctrl+C', async function () {
    this.timeout(30_000);
    assert.ok(start.pid !== undefined);
    const ended = new Promise((resolve) => start.once('exit', resolve));
    process.kill(-start.pid, 'SIGINT');
    await ended;
  });
});

/** The address that is printed when everything is ready; an end before that is a failure. */
async function firstAddress(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const address = /\[start\] open (http:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    return address;
  }
  throw new Error(`npm start ended early:\n${lines.join('\n')}`);
}
