/**
 * `npm start`: a real VS Code with the extension, a simulated iPhone in its sidebar and a backup to browse, until Ctrl+C.
 * `npm start -- --port 8080` chooses the port of a code-server; `--fresh` forgets the backups of earlier starts, which are kept
 * in .vscode-test/start or in `--folder`.
 */

import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../.config/bundles.ts';
import { runNodeTool } from '../../.config/node-tool.ts';
import { packExtension, packFolder } from '../../.config/vsix.ts';
import { HOST_CACHE } from './code-server-install.ts';
import { QUIET_SETTINGS, startCodeServer } from './code-server.ts';
import { startDemo } from './demo.ts';
import { findVscode } from './vscode-program.ts';

const REVEAL_SIDEBAR = join(import.meta.dirname, 'reveal-sidebar');

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    folder: { type: 'string', default: join(HOST_CACHE, 'start') },
    fresh: { type: 'boolean', default: false },
  },
});
const folder = resolve(values.folder);

/** Resolves when the user has had enough. The signal may come more than once: from the terminal, and passed on by npm. */
function untilStopped(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        stop();
      });
    }
  });
}

async function main(): Promise<void> {
  const stopped = untilStopped();
  await runNodeTool('.config/build.ts', []);
  const program = await findVscode('start');
  if (values.fresh) await rm(folder, { recursive: true, force: true });
  await using demo = await startDemo(join(folder, 'backups'));
  const [phone] = demo.simulator.devices;
  console.log(`[demo] simulated ${phone?.name ?? 'device'} ${phone?.productVersion ?? ''} at ${demo.simulator.address}`);
  const workspace = join(folder, 'workspace');
  await mkdir(workspace, { recursive: true });
  if (program.kind === 'desktop') await runDesktop(program.executable, workspace, demo.settings, stopped);
  else await runInBrowser(workspace, demo.settings, stopped);
}

/** Opens a window of its own, with its own settings and none of the user's extensions. */
async function runDesktop(executable: string, workspace: string, settings: object, stopped: Promise<void>): Promise<void> {
  const userData = join(folder, 'user');
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, undefined, 2));
  const child = spawn(
    executable,
    [
      ...['--new-window', '--wait', '--skip-welcome', '--skip-release-notes', '--disable-workspace-trust', '--disable-updates'],
      ...[`--user-data-dir=${userData}`, `--extensions-dir=${join(folder, 'extensions')}`],
      ...[`--extensionDevelopmentPath=${ROOT}`, `--extensionDevelopmentPath=${REVEAL_SIDEBAR}`, workspace],
    ],
    { stdio: 'inherit', shell: process.platform === 'win32' && executable.endsWith('.cmd') },
  );
  console.log('[start] a window opens; close it or press Ctrl+C here to end');
  const closed = new Promise<void>((end, fail) => {
    child.once('error', fail);
    child.once('exit', () => {
      end();
    });
  });
  await Promise.race([closed, stopped]);
  child.kill();
}

async function runInBrowser(workspace: string, settings: Readonly<Record<string, unknown>>, stopped: Promise<void>): Promise<void> {
  const vsix = [await packExtension(), await packFolder(REVEAL_SIDEBAR, 'reveal-sidebar')];
  await using server = await startCodeServer({ vsix, settings, port: Number(values.port) });
  console.log(`\n[start] open ${server.url(workspace)}\n        and press Ctrl+C here to end`);
  await stopped;
}

try {
  await main();
} catch (error) {
  console.error(`[start] ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
