/** The package, packed and installed into an empty folder without network, once for all tests of this process. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../.config/bundles.ts';

const run = promisify(execFile);

export interface InstalledPackage {
  /** A project of somebody else. */
  readonly folder: string;
  /** Where the package is in it. */
  readonly installed: string;
  /** As a person would, not as a child of the npm that runs this test: that one hands on its settings. */
  readonly npm: (args: readonly string[], cwd?: string) => Promise<{ stdout: string }>;
}

let installing: Promise<InstalledPackage> | undefined;

/** The folder goes with the process. */
export async function installedPackage(): Promise<InstalledPackage> {
  installing ??= install();
  return await installing;
}

async function install(): Promise<InstalledPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'ibl-consumer-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const npm: InstalledPackage['npm'] = async (args, cwd = folder) => {
    const cli = process.env.npm_execpath;
    const [command, first] = cli?.endsWith('.js') === true ? [process.execPath, [cli]] : ['npm', []];
    return await run(command, [...first, '--prefix', folder, ...args], { cwd, env: plainEnvironment() });
  };
  // What is packed has just been built; without `--ignore-scripts`, npm builds it once more.
  const { stdout } = await npm(['pack', ROOT, '--ignore-scripts', '--json']);
  const [tarball] = JSON.parse(stdout) as { filename: string }[];
  assert.ok(tarball !== undefined);
  await npm(['install', '--offline', '--no-audit', '--no-fund', `./${tarball.filename}`]);
  return { folder, installed: join(folder, 'node_modules', 'ios-backup-lab'), npm };
}

/** Of a person: without what npm says to its children, and with this Node. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return { ...Object.fromEntries(own), PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
}
