/** A verification that is cancelled in the middle of a large file: it ends, and nothing decrypted stays on the disk. */
import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, truncateSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unlockBackup, verifyBackup, type BackupKeys } from '../../../../src/backup/index.ts';
import { fileIdOf, wrapFileKey } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { writeEncryptedSample } from '../../../support/encrypted-sample.ts';
import { SAMPLE_UDID } from '../../../support/sample-backup.ts';

const KEY = new Uint8Array(32).fill(9);
const NAME = { domain: 'AppDomain-com.example.app', relativePath: 'Documents/large.sqlite' };
/** It is read once for what cannot be read, and once more for the copy that SQLite gets. */
const STORED_BYTES = 1024 * 1024 * 1024;

/** Begins like a database and ends in padding; nothing is between, and takes no space. */
function writeLargeDatabase(path: string): void {
  const fileID = fileIdOf(NAME.domain, NAME.relativePath);
  const file = join(path, fileID.slice(0, 2), fileID);
  mkdirSync(dirname(file), { recursive: true });
  const fd = openSync(file, 'w');
  writeSync(fd, block(Buffer.from('SQLite format 3\0')), 0, 16, 0);
  writeSync(fd, block(Buffer.alloc(16, 16)), 0, 16, STORED_BYTES - 16);
  closeSync(fd);
  truncateSync(file, STORED_BYTES);
}

/** What stands behind a block of zeros. */
function block(plain: Uint8Array): Uint8Array {
  return createCipheriv('aes-256-cbc', KEY, new Uint8Array(16)).setAutoPadding(false).update(plain);
}

describe('a verification in the middle of a large database', () => {
  const system = process.env.TMPDIR;
  const folder = temporaryFolder();
  const path = join(folder.path, SAMPLE_UDID);
  const temporary = join(folder.path, 'tmp');

  before(async () => {
    const random = (count: number) => new Uint8Array(count).fill(3);
    const rows = (keys: Parameters<typeof wrapFileKey>[0]) => [
      { ...NAME, record: { size: STORED_BYTES - 16, encryptionKey: wrapFileKey(keys, 3, KEY) } },
    ];
    await writeEncryptedSample(path, rows, { password: 'word', catalogue: 'db', modern: true, random });
    writeLargeDatabase(path);
    mkdirSync(temporary);
    process.env.TMPDIR = temporary;
  });

  after(() => {
    if (system === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = system;
    folder[Symbol.dispose]();
  });

  const ways: readonly (readonly [string, (keys: BackupKeys, controller: AbortController) => void])[] = [
    ['is cancelled by its signal', (_keys, controller) => controller.abort()],
    ['is cancelled when the backup is locked', (keys) => void keys.lock()],
  ];
  for (const [what, stop] of ways) {
    it(what, async () => {
      const keys = await unlockBackup(path, 'word');
      const controller = new AbortController();
      let copied = 0;
      const running = verifyBackup(path, {
        level: 'full',
        keys,
        signal: controller.signal,
        onProgress: ({ bytes = 0 }) => {
          if (bytes <= STORED_BYTES) return;
          copied = bytes - STORED_BYTES;
          stop(keys, controller);
        },
      });
      await assert.rejects(running, { code: 'cancelled' });
      assert.ok(copied > 0 && copied < STORED_BYTES, 'it was in the middle of the copy');
      assert.deepEqual(readdirSync(temporary), []);
      await keys.lock();
    });
  }
});
