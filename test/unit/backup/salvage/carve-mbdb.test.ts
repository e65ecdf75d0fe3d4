/** Records of a Manifest.mbdb before and behind a damage. */
import assert from 'node:assert/strict';
import { carveMbdb, isWholeMbdb } from '../../../../src/backup/salvage/carve-mbdb.ts';
import { encodeMbdb, mbdbFileId, type MbdbRecord } from '../../../../src/formats/index.ts';

function record(path: string, mode = 0o100644): MbdbRecord {
  return {
    domain: 'AppDomain-com.example.app',
    path,
    mode,
    inode: 1n,
    userId: 501,
    groupId: 501,
    lastModified: 1,
    lastStatusChange: 2,
    birth: 3,
    size: 4,
    protectionClass: 3,
    attributes: [{ name: 'com.example', value: Uint8Array.of(0, 255, 1) }],
  };
}

const RECORDS = [
  record('', 0o40755),
  ...Array.from({ length: 20 }, (_, index) => record(`Documents/file-${index}`)),
  record('Documents', 0o40755),
  record('Library', 0o40755),
  ...Array.from({ length: 20 }, (_, index) => record(`Library/file-${index}`)),
];
const STORED = new Set(RECORDS.filter(({ mode }) => mode === 0o100644).map((each) => mbdbFileId(each)));
const isStored = (fileID: string) => STORED.has(fileID as never);
const WHOLE = Buffer.from(encodeMbdb(RECORDS));
/** Where each record begins. */
const STARTS = RECORDS.map((_, index) => encodeMbdb(RECORDS.slice(0, index)).length);
const pathsOf = (bytes: Uint8Array) => [...carveMbdb(bytes, isStored)].map(({ path }) => path);
const without = (...lost: number[]) => RECORDS.filter((_, index) => !lost.includes(index)).map(({ path }) => path);

describe('carveMbdb', () => {
  it('reads a whole one as it is', () => {
    assert.deepEqual([...carveMbdb(WHOLE, isStored)], RECORDS);
    assert.equal(isWholeMbdb(WHOLE), true);
  });

  it('loses only the records that were zeroed', () => {
    const bytes = Buffer.from(WHOLE);
    bytes.fill(0, (STARTS[5] ?? 0) + 3, (STARTS[7] ?? 0) + 3);
    assert.equal(isWholeMbdb(bytes), false);
    assert.deepEqual(pathsOf(bytes), without(5, 6, 7));
  });

  it('loses one record with a wrong length in it, whichever way it is wrong', () => {
    for (const length of [0, 3, 200, 0xfffe]) {
      const bytes = Buffer.from(WHOLE);
      bytes.writeUInt16BE(length, STARTS[10]);
      assert.deepEqual(pathsOf(bytes), without(10), `length ${length}`);
    }
  });

  it('goes on behind a lost header, and with directories that lead to a stored file', () => {
    const headless = Buffer.from(WHOLE);
    headless.fill(0xaa, 0, 10);
    assert.deepEqual(pathsOf(headless), without(0));
    const bytes = Buffer.from(WHOLE);
    bytes.fill(0xff, STARTS[19], STARTS[21]);
    assert.deepEqual(pathsOf(bytes), without(19, 20));
  });

  it('has what comes before a cut', () => {
    const cut = WHOLE.subarray(0, (STARTS[30] ?? 0) + 20);
    assert.deepEqual([[...carveMbdb(cut, isStored)].length, isWholeMbdb(cut)], [30, false]);
  });

  it('finds nothing in bytes that are none', () => {
    const noise = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 251));
    assert.deepEqual([[...carveMbdb(noise, isStored)], isWholeMbdb(noise)], [[], false]);
    assert.deepEqual([...carveMbdb(new Uint8Array(0), isStored)], []);
  });
});
