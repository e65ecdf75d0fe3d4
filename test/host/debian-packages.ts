/** Foreign programs that come from Debian's packages: found, installed where that is allowed, or asked for by the exact command. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline/promises';

/** Each package with one program that shows whether it is installed. */
const PROGRAM_OF = {
  chromium: 'chromium',
  'libimobiledevice-utils': 'idevicebackup2',
  'libplist-utils': 'plistutil',
  openssl: 'openssl',
  python3: 'python3',
  sqlite3: 'sqlite3',
} as const;

export type DebianPackage = keyof typeof PROGRAM_OF;

/** Resolves when all are there; throws with the command to run when one is not and may not be installed. */
export async function ensureDebianPackages(names: readonly DebianPackage[]): Promise<void> {
  const missing = names.filter((name) => findProgram(PROGRAM_OF[name]) === undefined);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (findProgram('apt-get') !== undefined && (await mayInstall(missing))) install(missing);
  const still = missing.filter((name) => findProgram(PROGRAM_OF[name]) === undefined);
  if (still.length > 0) {
    const programs = still.map((name) => PROGRAM_OF[name]).join(', ');
    throw new Error(`missing: ${programs}. Install from Debian's packages and run the command again:\n  sudo ${command}`);
  }
}

/** The path of a program on PATH, or undefined. */
export function findProgram(name: string): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Nobody's machine is changed unasked, except one that says that it is there for this. */
async function mayInstall(missing: readonly string[]): Promise<boolean> {
  if (process.env.CI === 'true') return true;
  if (process.getuid?.() !== 0 || !process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Install ${missing.join(', ')} from Debian's packages? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function install(missing: readonly string[]): void {
  console.error(`[setup] installing ${missing.join(', ')} from Debian's packages`);
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...missing],
  ]) {
    const asRoot = process.getuid?.() === 0 ? ['apt-get', ...args] : ['sudo', '-n', 'apt-get', ...args];
    const [program = 'apt-get', ...rest] = asRoot;
    const result = spawnSync(program, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (result.status !== 0) console.error(`[setup] ${asRoot.join(' ')} failed`);
  }
}
