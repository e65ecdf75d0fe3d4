/** Rows kept aside and written again, with both SQLite engines; and as a Manifest.mbdb. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { nodeSqlite } from '../../../../src/backup/read/sqlite/node-sqlite.ts';
import { loadWasmSqlite } from '../../../../src/backup/read/sqlite/wasm-sqlite.ts';
import type { SqliteEngine } from '../../../../src/backup/read/sqlite/sqlite.ts';
import { RowStore } from '../../../../src/backup/salvage/row-store.ts';
import { writeDatabase, writeMbdb } from '../../../../src/backup/salvage/write-catalogue.ts';
import { decryptPayload, encodeExtendedAttributes, encodeMBFile, fileIdOf, mbfileOf, readMbdb } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { ownTemporaryFolder } from '../../../support/own-temporary-folder.ts';
import { recordFor } from '../../../support/sample-backup.ts';

const DOMAIN = 'HomeDomain';
const rowAt = (relativePath: string, blob: Uint8Array | null = null) => ({
  fileID: fileIdOf(DOMAIN, relativePath),
  domain: DOMAIN,
  relativePath,
  flags: 1,
  blob,
});

const ENGINES: Readonly<Record<string, () => Promise<SqliteEngine>>> = {
  'node:sqlite': async () => nodeSqlite() ?? assert.fail('this Node has none'),
  'node-sqlite3-wasm': loadWasmSqlite,
};

for (const [name, load] of Object.entries(ENGINES)) {
  describe(`salvage with ${name}`, () => {
    it('puts names only where nobody else can look, whatever new files are readable for', async () => {
      using temporary = ownTemporaryFolder();
      const before = process.umask(0o022);
      try {
        await using store = await RowStore.make(await load());
        store.add(0, rowAt('a', Uint8Array.of(1)));
        await using database = await writeDatabase(await load(), 17);
        await using mbdb = await writeMbdb();
        for (const writer of [database, mbdb]) {
          writer.add({ fileID: fileIdOf(DOMAIN, 'a'), domain: DOMAIN, flags: 1, record: recordFor({ domain: DOMAIN, relativePath: 'a' }) });
        }
        const modes = (names: readonly string[]) => names.map((name) => statSync(join(temporary.path, name)).mode & 0o777);
        const isFile = (name: string) => statSync(join(temporary.path, name)).isFile();
        const all = readdirSync(temporary.path, { recursive: true, encoding: 'utf8' });
        assert.deepEqual(modes(readdirSync(temporary.path)), [0o700, 0o700, 0o700]);
        assert.deepEqual([...new Set(modes(all.filter(isFile)))], [0o600]);
      } finally {
        process.umask(before);
      }
    });

    it('keeps a dozen rows of one name, however many there are', async () => {
      await using store = await RowStore.make(await load());
      for (let generation = 0; generation < 100; generation++) store.add(0, rowAt('a', Uint8Array.of(generation)));
      assert.deepEqual(
        [...store.groups()].map((group) => group.length),
        [12],
      );
    });

    it('keeps content without a row in the order in which it was found, each under the first name that fits', async () => {
      await using store = await RowStore.make(await load());
      const { orphans } = store;
      const nameless = { type: 'jpeg', extension: 'jpg' };
      const ids = Array.from({ length: 2500 }, (_, index) => fileIdOf(DOMAIN, String(index)));
      for (const id of ids) orphans.add(id, nameless);
      const orphan = ids[1234] ?? '';
      const twin = `${orphan.slice(0, -1)}${orphan.endsWith('0') ? '1' : '0'}`; // begins like one that is there
      for (const id of [orphan, twin, fileIdOf(DOMAIN, 'nowhere')]) orphans.setName(id, { domain: DOMAIN, relativePath: '1234' });
      orphans.setName(orphan, { domain: DOMAIN, relativePath: 'another' });
      assert.deepEqual([orphans.has(orphan), orphans.has(twin), orphans.count, orphans.named], [true, false, 2500, 1]);
      assert.deepEqual(orphans.namelessTypes(), ['jpeg']);
      const expected = ids.map((fileID) => ({
        fileID,
        content: nameless,
        ...(fileID === orphan && { name: { domain: DOMAIN, relativePath: '1234' } }),
      }));
      assert.deepEqual([...orphans.each()], expected);
    });

    it('keeps rows by name, the most trusted first, and each only once', async () => {
      await using store = await RowStore.make(await load());
      const [older, newer] = [Uint8Array.of(1), Uint8Array.of(2)];
      store.add(1, rowAt('b', older));
      store.add(0, rowAt('b'));
      store.add(0, rowAt('b', newer));
      store.add(2, rowAt('b', older));
      store.add(0, rowAt('a'));
      const groups = [...store.groups()].map((group) => group.map(({ source, relativePath, blob }) => [source, relativePath, blob?.[0]]));
      assert.deepEqual(groups, [
        [[0, 'a', undefined]],
        [
          [0, 'b', 2],
          [0, 'b', undefined],
          [1, 'b', 1],
        ],
      ]);
      assert.deepEqual([store.count, store.has(fileIdOf(DOMAIN, 'a')), store.has(fileIdOf(DOMAIN, 'c'))], [4, true, false]);
    });

    it('writes a catalogue as a device leaves it, in the clear and encrypted', async () => {
      using folder = temporaryFolder();
      const [plain, encrypted] = [join(folder.path, 'plain'), join(folder.path, 'encrypted')];
      const key = new Uint8Array(32).fill(9);
      for (const [path, withKey] of [
        [plain, undefined],
        [encrypted, key],
      ] as const) {
        await using writer = await writeDatabase(await load(), 17);
        const record = recordFor({ domain: DOMAIN, relativePath: 'a' });
        writer.add({ fileID: fileIdOf(DOMAIN, 'a'), domain: DOMAIN, flags: 1, record, blob: encodeMBFile(record) });
        await writer.finish(path, withKey);
      }
      const bytes = readFileSync(plain);
      assert.deepEqual([bytes.toString('latin1', 0, 15), bytes[18], bytes[19], bytes.length % 4096], ['SQLite format 3', 2, 2, 0]);
      const { plain: decrypted, verdict } = decryptPayload(key, readFileSync(encrypted), 'whole-pages');
      assert.deepEqual([verdict.kind, decrypted.length, readFileSync(encrypted).length], ['ok', bytes.length, bytes.length + 16]);
      using database = new DatabaseSync(plain);
      assert.deepEqual(
        database
          .prepare('SELECT relativePath FROM Files')
          .all()
          .map((row) => row.relativePath),
        ['a'],
      );
    });
  });
}

describe('a Manifest.mbdb of a salvage', () => {
  it('holds the records as they were', async () => {
    using folder = temporaryFolder();
    const extendedAttributes = encodeExtendedAttributes(new Map([['com.example', Uint8Array.of(255, 0)]]));
    const records = [
      recordFor({ domain: DOMAIN, relativePath: 'a', content: Buffer.from('x'), record: { extendedAttributes } }),
      recordFor({ domain: DOMAIN, relativePath: 'link', flags: 4, target: 'a' }),
    ];
    await using writer = await writeMbdb();
    for (const record of records) writer.add({ fileID: fileIdOf(DOMAIN, record.relativePath), domain: DOMAIN, flags: 1, record });
    await writer.finish(join(folder.path, 'Manifest.mbdb'));
    const read = [...readMbdb(readFileSync(join(folder.path, 'Manifest.mbdb')))];
    assert.deepEqual(
      read.map((record) => mbfileOf(record)).map((file) => encodeMBFile(file)),
      records.map((file) => encodeMBFile(file)),
    );
  });
});
