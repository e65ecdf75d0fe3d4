/** Folders whose bytes, rows or claims contradict each other: what contradicts is never handed out or judged as good, and nothing is silent. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileIdOf } from '../../../src/formats/index.ts';
import { editCatalogue, flipBit } from '../../support/damaged-backup.ts';
import { writeEncryptedSample } from '../../support/encrypted-sample.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../support/sample-backup.ts';
import type { Attack } from '../attack.ts';

const ROWS: readonly SampleRow[] = [
  { domain: 'HomeDomain', relativePath: 'notes.txt', content: Buffer.from('a note that must not be another one') },
  { domain: 'HomeDomain', relativePath: 'large.bin', content: randomBytes(6_000_000) },
  { domain: 'CameraRollDomain', relativePath: 'photo.jpg', content: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), randomBytes(4093)]) },
];
const NOTE = 'HomeDomain/notes.txt';

export const ATTACKS: readonly Attack[] = [
  {
    id: 'bytes-against-their-digest',
    area: 'false green',
    what: 'one bit of every file with a digest is another one',
    holds: 'cat, extract and verify end with 8; of a small file no byte is written',
    short: true,
    run: async ({ folder, backupLab }) => {
      const path = plainBackup(folder);
      for (const row of ROWS.slice(0, 2)) flipBit(payload(path, row), 5);
      const cat = await backupLab(['cat', path, NOTE]);
      assert.deepEqual([cat.status, cat.stdout], [8, '']);
      assert.equal((await backupLab(['cat', path, 'HomeDomain/large.bin'])).status, 8);
      const extracted = await backupLab(['extract', path, join(folder, 'target'), '--json']);
      assert.equal(extracted.status, 8);
      assert.match(extracted.stdout, /"damagedLeftOut": 2/);
      assert.equal((await backupLab(['verify', path, '--full'])).status, 8);
      return undefined;
    },
  },
  {
    id: 'decrypted-by-another-program',
    area: 'false green',
    what: 'content lies in the clear under a Manifest.plist that says encrypted',
    holds: 'cat gives the true bytes without a password; verify names the contradiction and ends with 8',
    short: true,
    run: async ({ folder, backupLab }) => {
      const path = join(folder, 'backup');
      await writeEncryptedSample(path, () => ROWS, { password: 'secret', catalogue: 'db', modern: false, random: randomBytes });
      for (const row of ROWS) writeFileSync(payload(path, row), row.content ?? '');
      const cat = await backupLab(['cat', path, NOTE]);
      assert.deepEqual([cat.status, cat.stdout], [0, String(ROWS[0]?.content)]);
      const target = join(folder, 'target');
      assert.equal((await backupLab(['extract', path, target])).status, 0);
      for (const { domain, relativePath, content } of ROWS) assert.deepEqual(readFileSync(join(target, domain, relativePath)), content);
      const verified = await backupLab(['verify', path, '--full']);
      assert.equal(verified.status, 8);
      assert.match(verified.stdout, /ERROR encryption-contradiction/);
      return undefined;
    },
  },
  {
    id: 'rows-that-naive-readers-lose',
    area: 'false green',
    what: 'a fileID is a BLOB, another NULL',
    holds: 'what can be read is listed and read, the rest is counted by ls and named by verify',
    short: true,
    run: async ({ folder, backupLab }) => {
      const path = plainBackup(folder);
      editCatalogue(path, (database) => {
        database.exec("UPDATE Files SET fileID = CAST(fileID AS BLOB) WHERE relativePath = 'notes.txt'");
        database.exec("UPDATE Files SET fileID = NULL WHERE relativePath = 'photo.jpg'");
      });
      const listed = await backupLab(['ls', path]);
      assert.ok(listed.stdout.includes(NOTE) && listed.stderr.includes('1 row of the list of files'), listed.stderr);
      assert.equal((await backupLab(['cat', path, NOTE])).stdout, String(ROWS[0]?.content));
      const verified = await backupLab(['verify', path, '--format', 'json']);
      assert.equal(verified.status, 8);
      assert.equal(verified.stdout.split('"row-unreadable"').length - 1, 2);
      return undefined;
    },
  },
  {
    id: 'partial-or-damaged',
    area: 'false green',
    what: 'a whole domain lacks its content; then a domain that is there lacks a file; then all do',
    holds: 'partial (9, allowed 0), then damaged (8), then damaged (8)',
    short: true,
    run: async ({ folder, backupLab }) => {
      const path = plainBackup(folder);
      const statuses: (number | null)[] = [];
      for (const row of ROWS.toReversed()) {
        rmSync(payload(path, row));
        statuses.push((await backupLab(['verify', path])).status, (await backupLab(['verify', path, '--allow-partial'])).status);
      }
      assert.deepEqual(statuses, [9, 0, 8, 8, 8, 8]);
      return undefined;
    },
  },
];

function plainBackup(folder: string): string {
  const path = join(folder, 'backup');
  writeSampleBackup(path, withParents(ROWS));
  return path;
}

function payload(path: string, { domain, relativePath }: SampleRow): string {
  const fileID = fileIdOf(domain, relativePath);
  return join(path, fileID.slice(0, 2), fileID);
}
