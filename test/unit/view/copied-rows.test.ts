import assert from 'node:assert/strict';
import { copiedRows, inEnglish } from '../../../src/view/index.ts';
import type { BackupFile } from '../../../src/backup/index.ts';
import type { FileId } from '../../../src/formats/index.ts';

const file = (relativePath: string, more: Partial<BackupFile> = {}): BackupFile => ({
  fileID: 'ab'.repeat(20) as FileId,
  domain: 'HomeDomain',
  relativePath,
  kind: 'file',
  size: 12,
  mode: 0o100644,
  modified: '2024-01-01T00:00:00.000Z',
  protectionClass: 3,
  ...more,
});

describe('copied rows', () => {
  it('are paths, fileIDs, JSON or a table with exact values', () => {
    const files = [file('a\tb"c'), file('d', { kind: 'directory', size: 0 }), file('e', { unreadable: true, size: 0, modified: null })];
    assert.equal(copiedRows(files, 'paths', inEnglish), 'HomeDomain/a\tb"c\nHomeDomain/d\nHomeDomain/e');
    assert.equal(copiedRows(files.slice(0, 1), 'ids', inEnglish), 'ab'.repeat(20));
    const lines = copiedRows(files, 'rows', inEnglish).split('\n');
    assert.equal(lines[0], 'Domain\tPath\tKind\tSize\tModified\tProtection class\tFile ID');
    assert.equal(lines[1], `HomeDomain\t"a\tb""c"\tfile\t12\t2024-01-01T00:00:00.000Z\t3\t${'ab'.repeat(20)}`);
    assert.equal(lines[2], `HomeDomain\td\tdirectory\t\t2024-01-01T00:00:00.000Z\t3\t${'ab'.repeat(20)}`);
    assert.equal(lines[3], `HomeDomain\te\tfile\t\t\t\t${'ab'.repeat(20)}`);
    const json = JSON.parse(copiedRows(files, 'json', inEnglish)) as object[];
    assert.deepEqual(json[0], {
      domain: 'HomeDomain',
      relativePath: 'a\tb"c',
      kind: 'file',
      size: 12,
      modified: '2024-01-01T00:00:00.000Z',
      protectionClass: 3,
      fileID: 'ab'.repeat(20),
    });
    assert.deepEqual(json[2], { domain: 'HomeDomain', relativePath: 'e', kind: 'file', fileID: 'ab'.repeat(20) });
  });
});
