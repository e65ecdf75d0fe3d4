/** `backup-lab thin` and `backup-lab edit` make copies that differ on purpose, and end as the verdict on the copy says. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturePath, temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab } from '../../support/backup-lab.ts';

const PASSWORD = ['--password-env', 'PASSWORD'];
const env = { PASSWORD: 'correct horse' };
const FILE = 'HomeDomain/Library/SMS/sms.db';

describe('backup-lab thin and edit', () => {
  it('keep what was chosen: the copy is partial, and iOS 27 is warned of', async () => {
    using folder = temporaryFolder();
    const target = join(folder.path, 'to');
    const { status, stdout, stderr } = await backupLab(
      ['thin', fixturePath('encrypted-ios17'), target, '--domain', 'HomeDomain', '--json', ...PASSWORD],
      { env },
    );
    assert.equal(status, 0, stderr);
    const { schema, verdict, path } = JSON.parse(stdout) as { schema: string; verdict: string; path: string };
    assert.deepEqual([schema, verdict], ['backup-lab/thin@1', 'partial']);
    assert.match(stderr, /iOS 27/);
    assert.equal((await backupLab(['verify', path, ...PASSWORD], { env })).status, 9);
    assert.equal((await backupLab(['thin', path, join(folder.path, 'x')])).status, 2);
  });

  it('replace one file: the copy has it, and verifies', async () => {
    using folder = temporaryFolder();
    const [target, replacement] = [join(folder.path, 'to'), join(folder.path, 'new')];
    writeFileSync(replacement, 'new text');
    const { status, stderr } = await backupLab(
      ['edit', fixturePath('encrypted-ios17'), FILE, '--replace', replacement, '--to', target, ...PASSWORD],
      { env },
    );
    assert.equal(status, 0, stderr);
    assert.equal((await backupLab(['cat', target, FILE, ...PASSWORD], { env })).stdout, 'new text');
  });

  it('refuse what is not clear, and leave nothing', async () => {
    using folder = temporaryFolder();
    const target = join(folder.path, 'to');
    const path = fixturePath('plain-ios17');
    for (const args of [
      [FILE],
      [FILE, '--delete', '--replace', 'x'],
      [FILE, '--replace', join(folder.path, 'missing')],
      ['nothing', '--delete'],
      ['HomeDomain/none', '--delete'],
    ]) {
      assert.equal((await backupLab(['edit', path, ...args, '--to', target])).status, 2, args.join(' '));
    }
    assert.equal(existsSync(target), false);
  });
});
