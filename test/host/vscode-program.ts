/**
 * Which VS Code runs: one answer for `npm start` and `npm test`, always said aloud, so that nobody takes a run in
 * code-server for coverage of the desktop.
 *
 * 1. VSCODE_EXECUTABLE_PATH. 2. `npm start` only: `code` on PATH. 3. A desktop VS Code that can be downloaded and shown.
 * 4. code-server. VSCODE_HOST=auto|desktop|code-server overrides.
 */

import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { HOST_CACHE } from './code-server-install.ts';
import { findProgram } from './debian-packages.ts';

export type VscodeProgram =
  | { readonly kind: 'desktop'; readonly executable: string; readonly why: string }
  | { readonly kind: 'code-server'; readonly why: string };

const DOWNLOAD_LIMIT_MS = 15_000;

export async function findVscode(purpose: 'start' | 'test', env: NodeJS.ProcessEnv = process.env): Promise<VscodeProgram> {
  const program = await choose(purpose, env);
  const what = program.kind === 'desktop' ? `desktop VS Code, ${program.executable}` : 'code-server in a browser';
  console.log(`[host] ${what} (${program.why})`);
  return program;
}

async function choose(purpose: 'start' | 'test', env: NodeJS.ProcessEnv): Promise<VscodeProgram> {
  const wish = env.VSCODE_HOST ?? 'auto';
  if (!['auto', 'desktop', 'code-server'].includes(wish)) throw new Error(`VSCODE_HOST=${wish}: use auto, desktop or code-server`);
  const named = env.VSCODE_EXECUTABLE_PATH;
  if (named !== undefined && named !== '') return { kind: 'desktop', executable: named, why: 'VSCODE_EXECUTABLE_PATH' };
  if (wish === 'code-server') return { kind: 'code-server', why: 'VSCODE_HOST=code-server' };

  // Inside a terminal of VS Code, `code` speaks to that window and not to a new one.
  const installed = purpose === 'start' && env.VSCODE_IPC_HOOK_CLI === undefined ? findProgram('code', env) : undefined;
  if (installed !== undefined) return { kind: 'desktop', executable: installed, why: '`code` on PATH' };

  const result = await download(env);
  if ('executable' in result) return { kind: 'desktop', executable: result.executable, why: 'downloaded' };
  if (wish === 'desktop') throw new Error(`VSCODE_HOST=desktop: ${result.reason}`);
  return { kind: 'code-server', why: `no desktop VS Code: ${result.reason}` };
}

async function download(env: NodeJS.ProcessEnv): Promise<{ executable: string } | { reason: string }> {
  const hasDisplay = env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined;
  if (process.platform === 'linux' && !hasDisplay) return { reason: 'no display' };
  try {
    return { executable: await downloadAndUnzipVSCode({ version: 'stable', cachePath: HOST_CACHE, timeout: DOWNLOAD_LIMIT_MS }) };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { reason: `it cannot be downloaded (${reason})` };
  }
}
