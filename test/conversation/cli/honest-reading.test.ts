/** The command line says what it could not read, and what was left out of a backup. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileIdOf } from '../../../src/formats/index.ts';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab, documentOf } from '../../support/backup-lab.ts';
import { editCatalogue } from '../../support/damaged-backup.ts';
import { withParents, writeSampleBackup } from '../../support/sample-backup.ts';

const ROWS = ['HomeDomain', 'CameraRollDomain'].map((domain) => ({ domain, relativePath: 'file', content: Buffer.from(domain) }));

function backupIn(parent: string): string {
  const path = join(parent, 'backup');
  writeSampleBackup(path, withParents(ROWS));
  return path;
}

describe('backup-lab is honest about what it reads', () => {
  it('a partial backup ends with 9, and with 0 where that is allowed', async () => {
    using folder = temporaryFolder();
    const path = backupIn(folder.path);
    const fileID = fileIdOf('CameraRollDomain', 'file');
    rmSync(join(path, fileID.slice(0, 2), fileID));
    const partial = await backupLab(['verify', path, '--format', 'json']);
    assert.deepEqual([partial.status, documentOf(partial).verdict], [9, 'partial'], partial.stderr);
    const text = await backupLab(['verify', path, '--allow-partial']);
    assert.equal(text.status, 0, text.stderr);
    assert.match(text.stdout, /^Verdict +partial: /m);
    assert.match(text.stdout, /CameraRollDomain\/: The content of 1 file is not stored/);
  });

  it('damage is none of what is allowed', async () => {
    using folder = temporaryFolder();
    const path = backupIn(folder.path);
    for (const { domain } of ROWS) {
      const fileID = fileIdOf(domain, 'file');
      rmSync(join(path, fileID.slice(0, 2), fileID));
    }
    assert.equal((await backupLab(['verify', path, '--allow-partial'])).status, 8);
  });

  it('ls says how many rows it could not list', async () => {
    using folder = temporaryFolder();
    const path = backupIn(folder.path);
    editCatalogue(path, (database) => {
      database.exec("UPDATE Files SET domain = NULL WHERE domain = 'CameraRollDomain' AND relativePath = 'file'");
    });
    const plain = await backupLab(['ls', path]);
    assert.equal(plain.status, 0);
    assert.match(plain.stderr, /^1 row of the list of files cannot be read\./m);
    assert.equal(documentOf(await backupLab(['ls', path, '--json'])).unusableRows, 1);
  });
});
