/** Foreign programs that come from Debian's packages: found, installed where that is allowed, or asked for by the exact command. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline/promises';

/** Debian's own Python: another one may stand first on PATH, and knows nothing of modules that come from Debian's packages. */
export const DEBIAN_PYTHON = '/usr/bin/python3';

/** Each package with programs any of which shows that it is not needed. */
const PROGRAMS_OF = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  'libimobiledevice-utils': ['idevicebackup2'],
  'libimage-exiftool-perl': ['exiftool'],
  'libplist-utils': ['plistutil'],
  openssl: ['openssl'],
  python3: ['python3'],
  'python3-pycryptodome': [DEBIAN_PYTHON],
  sqlite3: ['sqlite3'],
} as const;

export type DebianPackage = keyof typeof PROGRAMS_OF;

/** Packages that are a module of Debian's Python: the program alone shows nothing. */
const MODULE_OF: Partial<Record<DebianPackage, string>> = { 'python3-pycryptodome': 'Cryptodome' };

/** Installs what is missing, if that is allowed or the user says yes. */
export async function offerDebianPackages(names: readonly DebianPackage[]): Promise<void> {
  const missing = missingPackages(names);
  if (missing.length > 0 && findProgram('apt-get') !== undefined && (await mayInstall(missing))) install(missing);
}

/** Throws with the command to run when one is missing. */
export function requireDebianPackages(names: readonly DebianPackage[]): void {
  const missing = missingPackages(names);
  if (missing.length > 0) throw missingError(missing);
}

/** The path of a package's program; throws like `requireDebianPackages`. */
export function requireProgram(name: DebianPackage): string {
  const path = programOf(name);
  if (path === undefined) throw missingError([name]);
  return path;
}

function missingError(missing: readonly DebianPackage[]): Error {
  const programs = missing.map((name) => MODULE_OF[name] ?? PROGRAMS_OF[name][0]).join(', ');
  const command = `sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  return new Error(`missing: ${programs}. Install from Debian's packages and run the command again:\n  ${command}`);
}

/** CHROMIUM_PATH names a browser that is not on PATH. */
function programOf(name: DebianPackage): string | undefined {
  const named = name === 'chromium' ? process.env.CHROMIUM_PATH : undefined;
  const program = named ?? PROGRAMS_OF[name].map((program) => findProgram(program)).find((path) => path !== undefined);
  const module = MODULE_OF[name];
  return program === undefined || module === undefined || canImport(program, module) ? program : undefined;
}

function canImport(python: string, module: string): boolean {
  return spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;
}

function missingPackages(names: readonly DebianPackage[]): DebianPackage[] {
  return [...new Set(names)].filter((name) => programOf(name) === undefined);
}

/** The path of a program on PATH (or of one named with its folder), or undefined. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (isAbsolute(name)) return isExecutable(name) ? name : undefined;
  const candidates = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
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
