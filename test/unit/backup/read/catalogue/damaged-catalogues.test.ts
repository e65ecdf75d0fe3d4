/** Catalogues of every era that are damaged, cut off or oddly written: each with its own reason, and a wrong password is none of them. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openBackup, unlockBackup, type Backup, type BackupKeys } from '../../../../../src/backup/index.ts';
import { openRankedRows } from '../../../../../src/backup/read/catalogue/open-ranked-rows.ts';
import { inspectFolder } from '../../../../../src/backup/read/summary.ts';
import { dataAt, decryptPayload, encryptPayload } from '../../../../../src/formats/index.ts';
import { copyFixture, fixtureFacts, recordTree, temporaryFolder } from '../../../../support/backup-copy.ts';
import { editManifestPlist, manifestPlistOf } from '../../../../support/editing-plists.ts';
import { writeEncryptedSample } from '../../../../support/encrypted-sample.ts';

const PASSWORD = fixtureFacts('encrypted-ios17').password ?? '';
const ROWS = fixtureFacts('encrypted-ios17').files.length;

interface Copy extends Disposable {
  readonly path: string;
  readonly parent: string;
}

/** The catalogue of a copy in the clear, with the key that encrypts it. */
function catalogueOf({ path }: Copy, keys: BackupKeys): { readonly plain: Uint8Array; readonly key: Uint8Array } {
  const key = keys.classKeys.unwrap(dataAt(manifestPlistOf(path), 'ManifestKey') ?? new Uint8Array());
  const { plain } = decryptPayload(key, readFileSync(join(path, 'Manifest.db')), 'whole-pages');
  return { plain, key };
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

async function reasonOf(opening: Promise<Backup>): Promise<string> {
  try {
    await using _opened = await opening;
  } catch (error) {
    const { code, data } = error as { code: string; data: { reason: string } };
    assert.equal(code, 'catalogue-unreadable');
    return data.reason;
  }
  return 'none';
}

describe('an encrypted Manifest.db', () => {
  const damage: Record<string, (copy: Copy, keys: BackupKeys) => void> = {
    'not-block-aligned': ({ path }) => {
      appendFileSync(join(path, 'Manifest.db'), 'five!');
    },
    'not-sqlite': ({ path }) => {
      flip(join(path, 'Manifest.db'), 3);
    },
    'bad-padding': ({ path }) => {
      flip(join(path, 'Manifest.db'), -20);
    },
    'bad-key': ({ path }) => {
      const wrapped = Buffer.from(dataAt(manifestPlistOf(path), 'ManifestKey') ?? []);
      wrapped[10] = (wrapped[10] ?? 0) ^ 1;
      editManifestPlist(path, { ManifestKey: wrapped });
    },
    'no-key': ({ path }) => {
      editManifestPlist(path, { ManifestKey: undefined });
    },
    'cut-off': (copy, keys) => {
      const { plain, key } = catalogueOf(copy, keys);
      writeFileSync(join(copy.path, 'Manifest.db'), encryptPayload(key, plain.subarray(0, 8192)));
    },
    damaged: (copy, keys) => {
      const { plain, key } = catalogueOf(copy, keys);
      plain.fill(0xff, 100, 4096);
      writeFileSync(join(copy.path, 'Manifest.db'), encryptPayload(key, plain));
    },
    empty: ({ path }) => {
      truncateSync(join(path, 'Manifest.db'));
    },
  };
  for (const [reason, harm] of Object.entries(damage)) {
    it(`says why it cannot be read (${reason})`, async () => {
      using copy = copyFixture('encrypted-ios17');
      await using keys = await unlockBackup(copy.path, PASSWORD);
      harm(copy, keys);
      assert.equal(await reasonOf(openBackup(copy.path, { keys })), reason);
      // A wrong password is told before anybody looks at the catalogue.
      await assert.rejects(unlockBackup(copy.path, 'wrong'), { code: 'password-wrong' });
    });
  }

  it('may lack its padding, when some tool has written it', async () => {
    using copy = copyFixture('encrypted-ios17');
    await using keys = await unlockBackup(copy.path, PASSWORD);
    const { plain, key } = catalogueOf(copy, keys);
    assert.equal(plain.length % 4096, 0);
    writeFileSync(join(copy.path, 'Manifest.db'), encryptPayload(key, plain).subarray(0, plain.length));
    await using backup = await openBackup(copy.path, { keys });
    assert.equal(await backup.count({}), ROWS);
  });

  it('gets the log that is plainly its own, and no other', async () => {
    using copy = copyFixture('encrypted-ios17');
    await using keys = await unlockBackup(copy.path, PASSWORD);
    const { plain, key } = catalogueOf(copy, keys);
    using folder = temporaryFolder();
    const work = join(folder.path, 'Manifest.db');
    writeFileSync(work, plain);
    const log = logWithOneRowMore(work);
    const place = join(copy.path, 'Manifest.db-wal');
    for (const [bytes, rows, foreign] of [
      [encryptPayload(key, log), ROWS + 1, false],
      [log, ROWS, true],
      [randomBytes(500), ROWS, true],
      [new Uint8Array(), ROWS, false],
    ] as const) {
      writeFileSync(place, bytes);
      const before = recordTree(copy.parent);
      {
        await using store = await openRankedRows(await inspectFolder(copy.path), keys.classKeys);
        assert.deepEqual([store.rangeOf(undefined).last, store.hasForeignLog, store.logApplied], [rows, foreign, rows > ROWS]);
      }
      assert.deepEqual(recordTree(copy.parent), before);
    }
  });

  it('is left where it is when opening is cancelled', async () => {
    using copy = copyFixture('encrypted-ios17');
    await using keys = await unlockBackup(copy.path, PASSWORD);
    const controller = new AbortController();
    const opening = openRankedRows(await inspectFolder(copy.path), keys.classKeys, controller.signal);
    controller.abort();
    await assert.rejects(opening, { code: 'cancelled' });
  });
});

/** A row that stands only in the write-ahead log. */
function logWithOneRowMore(path: string): Uint8Array {
  using database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
  database.exec(`INSERT INTO Files SELECT 'ffffffffffffffffffffffffffffffffffffffff', domain, 'one more', flags, file FROM Files LIMIT 1`);
  copyFileSync(`${path}-wal`, `${path}-copy`);
  return readFileSync(`${path}-copy`);
}

describe('a Manifest.db in the clear whose files are encrypted (iOS 10.0 and 10.1)', () => {
  it('gives names without keys, and content with them', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    const content = Buffer.from('some text');
    const rows = [{ domain: 'HomeDomain', relativePath: 'Library/a.txt', content }];
    await writeEncryptedSample(path, () => rows, {
      password: 'pässwörd',
      catalogue: 'db',
      modern: false,
      random: (count) => randomBytes(count),
    });
    {
      await using locked = await openBackup(path);
      assert.deepEqual([locked.isLocked, locked.summary.era, locked.summary.encrypted], [true, 'db', true]);
      assert.equal((await locked.list({ domain: 'HomeDomain', folder: 'Library', limit: 10 })).rows.length, 1);
    }
    // A keyboard may spell the same letters in another way.
    await using keys = await unlockBackup(path, 'pässwörd'.normalize('NFD'));
    await using backup = await openBackup(path, { keys });
    const file = await backup.get('HomeDomain', 'Library/a.txt');
    assert.ok(file);
    const chunks: Uint8Array[] = [];
    for await (const chunk of backup.open(file)) chunks.push(chunk);
    assert.deepEqual(Buffer.concat(chunks), content);
  });
});

describe('a Manifest.mbdb', () => {
  it('that is cut off is refused with the place, and read up to there for those who ask', async () => {
    using copy = copyFixture('encrypted-ios9-mbdb');
    const place = join(copy.path, 'Manifest.mbdb');
    truncateSync(place, readFileSync(place).length - 7);
    const inspected = await inspectFolder(copy.path);
    const rows = fixtureFacts('encrypted-ios9-mbdb').files.length;
    await assert.rejects(openBackup(copy.path), (error: { code: string; data: Record<string, unknown> }) => {
      assert.equal(error.code, 'catalogue-unreadable');
      assert.deepEqual([error.data.reason, error.data.records, typeof error.data.offset], ['damaged', rows - 1, 'number']);
      return true;
    });
    await using store = await openRankedRows(inspected, undefined, undefined, { acceptDamage: true });
    assert.equal(store.rangeOf(undefined).last, rows - 1);
    assert.equal(store.damage?.data.records, rows - 1);
  });

  it('that is none, or empty, is told apart', async () => {
    using copy = copyFixture('encrypted-ios9-mbdb');
    const place = join(copy.path, 'Manifest.mbdb');
    writeFileSync(place, 'something else');
    assert.equal(await reasonOf(openBackup(copy.path)), 'not-mbdb');
    truncateSync(place);
    assert.equal(await reasonOf(openBackup(copy.path)), 'empty');
  });

  it('stands back behind a Manifest.db', async () => {
    using copy = copyFixture('plain-ios17');
    writeFileSync(join(copy.path, 'Manifest.mbdb'), 'of an older system');
    await using backup = await openBackup(copy.path);
    assert.equal(backup.summary.era, 'db');
  });

  it('is found from above and from a payload below', async () => {
    using copy = copyFixture('encrypted-ios9-mbdb');
    await using above = await openBackup(copy.parent);
    const [file] = fixtureFacts('encrypted-ios9-mbdb').files.filter(({ flags }) => flags === 1);
    await using below = await openBackup(join(copy.path, file?.fileID ?? ''));
    assert.deepEqual([above.summary.hint, below.summary.hint], ['was-one-level-above', 'was-one-level-below']);
  });
});
