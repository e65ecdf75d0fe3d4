import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab } from '../../support/backup-lab.ts';
import { SAMPLE_UDID, writeSampleBackup } from '../../support/sample-backup.ts';

const CLI = join(import.meta.dirname, '../../../dist/cli.js');
const HOSTILE = 'evil\u001b[2J\u009b31m\u202egpj.txt';

describe('the streams of backup-lab', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  before(() => {
    folder = temporaryFolder();
    path = join(folder.path, SAMPLE_UDID);
    const many = Array.from({ length: 3000 }, (_, index) => ({
      domain: 'MediaDomain',
      relativePath: `Media/${'long-'.repeat(20)}${index}.bin`,
      content: Buffer.from('x'),
    }));
    const large = { domain: 'MediaDomain', relativePath: 'Media/large.bin', content: Buffer.alloc(4_000_000) };
    writeSampleBackup(path, [...many, large, { domain: 'HomeDomain', relativePath: HOSTILE, content: Buffer.from('x') }]);
  });
  after(() => {
    folder[Symbol.dispose]();
  });

  it('a reader that has enough is no failure', async () => {
    for (const args of [
      ['ls', path],
      ['ls', path, '--json'],
      ['cat', path, 'MediaDomain/Media/large.bin'],
      ['verify', path, '--format', 'ndjson'],
    ]) {
      const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.once('data', () => child.stdout.destroy());
      const ended = new Promise((resolve) => child.once('close', resolve));
      assert.deepEqual([await text(child.stderr), await ended], ['', 0], args[0]);
    }
  });

  // Linux has a file that is always full.
  if (existsSync('/dev/full')) {
    it('a full disk behind stdout is one', async () => {
      const child = spawn(process.execPath, [CLI, 'ls', path], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] });
      const ended = new Promise((resolve) => child.once('close', resolve));
      assert.match(await text(child.stderr!), /\(disk-full\)\n$/);
      assert.equal(await ended, 6);
    });
  }

  it('a name cannot steer the terminal, in any form', async () => {
    for (const args of [
      ['ls', path, 'HomeDomain/*'],
      ['ls', '-l', path, 'HomeDomain/*'],
      ['ls', path, 'HomeDomain/*', '--json'],
      ['ls', path, 'HomeDomain/*', '--ndjson'],
      ['extract', path, join(folder.path, 'out'), '--domain', 'HomeDomain', '--json'],
      ['cat', path, `HomeDomain/${HOSTILE}-not`],
    ]) {
      const { stdout, stderr } = await backupLab(args);
      assert.doesNotMatch(`${stdout}${stderr}`.replaceAll('\n', ''), /[\p{Cc}\u202e]/u, args.join(' '));
    }
    const listed = JSON.parse((await backupLab(['ls', path, 'HomeDomain/*', '--json'])).stdout) as { files: { relativePath: string }[] };
    assert.deepEqual(
      listed.files.map(({ relativePath }) => relativePath),
      [HOSTILE],
    );
  });
});
