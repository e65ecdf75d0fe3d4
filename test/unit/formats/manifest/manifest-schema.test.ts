/** The SQL of Manifest.db, run by a real SQLite: the header must be that of a device's file. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { manifestSchema } from '../../../../src/formats/index.ts';

describe('Manifest.db schema', () => {
  for (const [iosMajor, indexes] of [
    [17, ['FilesDomainIdx', 'FilesFlagsIdx', 'FilesRelativePathIdx']],
    [26, ['FilesDomainIdx', 'FilesFlagsIdx', 'FilesRelativePathIdx']],
    [27, ['FilesDomainsRelativePathIdx', 'FilesFlagsIdx', 'FilesRelativePathIdx']],
  ] as const) {
    it(`makes the file of iOS ${iosMajor}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'manifest-schema-'));
      try {
        const path = join(folder, 'Manifest.db');
        const schema = manifestSchema(iosMajor);
        const database = new DatabaseSync(path);
        for (const statement of [...schema.pragmas, ...schema.tables, ...schema.indexes]) database.exec(statement);
        database.prepare('INSERT INTO Files VALUES (?, ?, ?, ?, ?)').run('a'.repeat(40), 'HomeDomain', 'Library', 2, new Uint8Array(9));
        const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND sql NOT NULL ORDER BY name").all();
        assert.deepEqual(
          names.map(({ name }) => name),
          indexes,
        );
        for (const statement of schema.closing) database.exec(statement);
        database.close();

        const header = readFileSync(path);
        assert.equal(header.toString('latin1', 0, 16), 'SQLite format 3\0');
        assert.equal(header.readUInt16BE(16), 4096, 'page size');
        assert.deepEqual([header[18], header[19]], [2, 2], 'WAL');
        assert.equal(header.readUInt32BE(52) > 0, true, 'auto_vacuum');
        assert.equal(header.readUInt32BE(64), 1, 'incremental');
        assert.equal(header.readUInt32BE(60), 2, 'user_version');
        assert.equal(existsSync(`${path}-wal`), false);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
