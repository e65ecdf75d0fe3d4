import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileIdOf } from '../../../src/formats/index.ts';
import { copyFixture, temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab, documentOf } from '../../support/backup-lab.ts';

interface Row {
  readonly path: string;
  readonly check: { readonly verdict: string; readonly level: string; readonly at: string } | null;
  readonly earlierCheck: { readonly verdict: string; readonly level: string } | null;
  readonly history: readonly { readonly kind: string; readonly verdict?: string; readonly isPresent: boolean | null }[];
}

async function rowOf(parent: string): Promise<Row> {
  const listed = await backupLab(['backups', parent, '--json']);
  assert.equal(listed.status, 0, listed.stderr);
  const { schema, backups } = documentOf(listed) as { schema: string; backups: Row[] };
  assert.equal(schema, 'backup-lab/backups@1');
  assert.equal(backups.length, 1);
  return backups[0] ?? assert.fail();
}

describe('backup-lab backups', () => {
  it('says what earlier checks have said, with level and age, until it is no longer true', async () => {
    using copy = copyFixture('plain-ios17');
    assert.equal((await rowOf(copy.parent)).check, null);
    assert.equal((await backupLab(['verify', copy.path, '--full'])).status, 0);
    const { check, path } = await rowOf(copy.parent);
    assert.deepEqual([path, check?.verdict, check?.level], [copy.path, 'good', 'full']);
    assert.match((await backupLab(['backups', copy.parent])).stdout, / · Good · fully checked just now · iOS 17/);
    rmSync(join(copy.path, 'Manifest.db'));
    const changed = await rowOf(copy.parent);
    assert.deepEqual([changed.check, changed.earlierCheck?.verdict, changed.earlierCheck?.level], [null, 'good', 'full']);
    assert.deepEqual(
      changed.history.map(({ kind, verdict, isPresent }) => [kind, verdict, isPresent]),
      [['check', 'good', false]],
    );
    assert.doesNotMatch((await backupLab(['backups', copy.parent])).stdout, / · Good · /);
  });

  it('calls the verdict on an earlier state one, and previous versions by their name', async () => {
    using copy = copyFixture('plain-ios17');
    const version = `${copy.path}-20240601-123456`;
    cpSync(copy.path, version, { recursive: true });
    assert.equal((await backupLab(['verify', copy.path])).status, 0);
    appendFileSync(join(copy.path, 'Info.plist'), ' ');
    const { stdout } = await backupLab(['backups', copy.parent]);
    assert.match(stdout, / · Not encrypted · changed since the check just now \(then: Good\) · /);
    assert.match(stdout, / · previous version · Not encrypted · not checked · .*-20240601-123456$/m);
  });

  it('rolls back to a version that is listed, and lists what it replaced', async () => {
    using copy = copyFixture('plain-ios17');
    cpSync(copy.path, `${copy.path}-20240601-123456`, { recursive: true });
    writeFileSync(join(copy.path, 'Info.plist'), 'the newer one');
    const listed = await backupLab(['versions', copy.path, '--json']);
    const [row] = (documentOf(listed) as { versions: { id: string; path: string; versionOf: string }[] }).versions;
    assert.deepEqual([row?.id, row?.versionOf], ['20240601-123456', copy.path]);
    const rolled = await backupLab(['versions', copy.path, '--roll-back', '20240601-123456']);
    assert.equal(rolled.status, 0, rolled.stderr);
    assert.match(rolled.stderr, /The version is in place\. The backup that was there is now /);
    assert.notEqual(readFileSync(join(copy.path, 'Info.plist'), 'utf8'), 'the newer one');
    assert.match((await backupLab(['versions', copy.path])).stdout, /^\d{8}-\d{6}(-\d+)? · /);
    assert.equal((await rowOf(copy.path)).check?.verdict, 'good');
  });

  it('and verify agree on damage that only the deeper look has found, and on no better word than a check deserves', async () => {
    using copy = copyFixture('plain-ios17');
    const fileID = fileIdOf('HomeDomain', 'Library/SMS/sms.db');
    const payload = join(copy.path, fileID.slice(0, 2), fileID);
    const { atime, mtime } = statSync(payload);
    writeFileSync(payload, readFileSync(payload).fill(0xff, 100, 108));
    utimesSync(payload, atime, mtime);
    assert.equal((await backupLab(['verify', copy.path, '--quick'])).status, 0, 'a quick check reads no content');
    assert.equal((await backupLab(['verify', copy.path, '--full'])).status, 8);
    const quick = await backupLab(['verify', copy.path, '--quick', '--format', 'json']);
    assert.deepEqual([quick.status, documentOf(quick).verdict], [8, 'damaged'], 'the same bytes, and known to be damaged');
    assert.match(quick.stderr, /This check alone found the backup good\. The verdict is damaged \(fully checked just now\)\./);
    assert.equal((await rowOf(copy.parent)).check?.verdict, 'damaged');
  });

  it('says which folder cannot be looked into, and when there is nothing', async () => {
    using folder = temporaryFolder();
    const missing = await backupLab(['backups', join(folder.path, 'gone')]);
    assert.deepEqual([missing.status, missing.stdout], [6, '']);
    assert.match(missing.stderr, /does not exist.*\(folder-missing\)/);
    mkdirSync(join(folder.path, 'empty'));
    const empty = await backupLab(['backups', join(folder.path, 'empty')]);
    assert.deepEqual([empty.status, empty.stdout, empty.stderr], [0, '', 'No backups found.\n']);
  });
});
