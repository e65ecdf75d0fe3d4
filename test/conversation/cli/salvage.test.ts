import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyFixture, FIXTURE_PASSWORD, type FixtureName } from '../../support/backup-copy.ts';
import { backupLab, documentOf, rowsOf } from '../../support/backup-lab.ts';

const ERAS: readonly FixtureName[] = ['plain-ios17', 'encrypted-ios17', 'encrypted-ios9-mbdb'];

describe('backup-lab salvage', () => {
  for (const name of ERAS) {
    it(`makes a backup that verifies of ${name} without its Status.plist`, async () => {
      using copy = copyFixture(name);
      rmSync(join(copy.path, 'Status.plist'));
      const target = join(copy.parent, 'out');
      const env = { SAMPLE: FIXTURE_PASSWORD[name] ?? 'needless' };
      const result = await backupLab(['salvage', copy.path, target, '--json', '--password-env', 'SAMPLE'], { env });
      assert.equal(result.status, 0, result.stderr);
      const document = documentOf(result);
      assert.deepEqual([document.schema, document.target, document.verdict], ['backup-lab/salvage@1', target, 'good']);
      const files = rowsOf(readFileSync(join(target, String(document.fileList)), 'utf8'));
      assert.ok(files.some(({ relativePath }) => relativePath === 'Library/SMS/sms.db'));
      const verified = await backupLab(['verify', String(document.repaired), '--full', '--password-env', 'SAMPLE'], { env });
      assert.equal(verified.status, 0, verified.stdout);
    });
  }

  it('says what is lost, and that the result is not complete', async () => {
    using copy = copyFixture('plain-ios17');
    rmSync(join(copy.path, '3d', '3d0d7e5fb2ce288813306e4d4636395e047a3d28'));
    const result = await backupLab(['salvage', copy.path, join(copy.parent, 'out')]);
    assert.ok(result.status === 8 || result.status === 9, result.stderr);
    assert.match(result.stderr, /^The content is missing: 1 file \(content-missing\)$/m);
    assert.equal(result.stdout, '');
  });

  it('needs the password while a key bag is left, and says so when none is', async () => {
    using copy = copyFixture('encrypted-ios17');
    const target = join(copy.parent, 'out');
    const locked = await backupLab(['salvage', copy.path, target]);
    assert.equal(locked.status, 11, locked.stderr);
    assert.match(locked.stderr, /\(backup-encrypted\)\n$/);
    writeFileSync(join(copy.path, 'Manifest.plist'), '');
    const lost = await backupLab(['salvage', copy.path, target, '--password-env', 'SAMPLE'], {
      env: { SAMPLE: FIXTURE_PASSWORD['encrypted-ios17'] },
    });
    assert.equal(lost.status, 8, lost.stderr);
    assert.match(lost.stderr, /\(keybag-(missing|lost)\)$/m);
  });

  it('leaves what stands in the target alone', async () => {
    using copy = copyFixture('plain-ios17');
    const mine = join(copy.parent, 'mine');
    writeFileSync(mine, 'mine');
    const result = await backupLab(['salvage', copy.path, copy.parent]);
    assert.equal(result.status, 6, result.stderr);
    assert.match(result.stderr, /\(target-exists\)\n$/);
    assert.equal(readFileSync(mine, 'latin1'), 'mine');
  });
});
