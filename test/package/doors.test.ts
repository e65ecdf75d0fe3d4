/** The three doors as another program meets them: installed as a package, type-checked, run as plain JavaScript. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../.config/bundles.ts';

const run = promisify(execFile);

describe('a program that installs the package', () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ibl-consumer-'));
    await mkdir(join(folder, 'node_modules'));
    const types = process.platform === 'win32' ? 'junction' : 'dir';
    await symlink(ROOT, join(folder, 'node_modules', 'ios-backup-lab'), types);
    await symlink(join(ROOT, 'node_modules', '@types'), join(folder, 'node_modules', '@types'), types);
    await cp(join(import.meta.dirname, 'consumer.mts'), join(folder, 'consumer.mts'));
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: CONSUMER_OPTIONS, files: ['consumer.mts'] }));
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('sees types without errors, those of the doors included', async () => {
    const { stdout } = await run(process.execPath, [join(ROOT, 'node_modules/ts7/bin/tsc'), '-p', folder]).catch(
      (error: unknown) => error as { stdout: string },
    );
    assert.equal(stdout, '');
  });

  it('simulates a phone, backs it up over a socket and reads the backup', async () => {
    const { stdout } = await run(process.execPath, [join(folder, 'consumer.mts'), folder]);
    const result = JSON.parse(stdout) as { devices: number; sms: string; verdict: string };
    assert.equal(result.devices, 1);
    assert.equal(result.sms, 'SQLite format 3');
    assert.equal(result.verdict, 'good');
  });
});

/** As strict as a careful user is; `skipLibCheck` off, so that errors inside our declarations show. */
const CONSUMER_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  module: 'nodenext',
  types: ['node'],
  skipLibCheck: false,
};
