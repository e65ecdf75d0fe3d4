/** Whatever is damaged, and however: a salvage ends, and no stored file gets lost on the way. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isCodedError } from '../../../../src/base/index.ts';
import { carveMbdb } from '../../../../src/backup/salvage/carve-mbdb.ts';
import { runSalvage } from '../../../../src/backup/salvage/run-salvage.ts';
import type { SalvagedFile } from '../../../../src/backup/index.ts';
import { isFileId } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup } from '../../../support/sample-backup.ts';

const ROWS = withParents(
  Array.from({ length: 40 }, (_, index) => ({
    domain: index % 2 === 0 ? 'HomeDomain' : 'AppDomain-com.example.app',
    relativePath: `Documents/${'folder/'.repeat(index % 4)}number-${index}`,
    content: Buffer.from(`content ${index}`),
  })),
);
const NAMES = ['Manifest.db', 'Manifest.plist', 'Status.plist', 'Info.plist'];

const damage = fc.record({
  name: fc.constantFrom(...NAMES),
  kind: fc.constantFrom('zero', 'cut', 'noise', 'remove'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 9000 }),
});

describe('a salvage of anything', () => {
  it('accounts for every stored file once, and only ever fails with a code', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, SAMPLE_UDID);
    writeSampleBackup(path, ROWS);
    const whole = new Map(NAMES.map((name) => [name, readFileSync(join(path, name))]));
    const stored = readdirSync(path, { recursive: true, encoding: 'utf8' }).flatMap((name) =>
      isFileId(name.slice(3)) ? [name.slice(3)] : [],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 5 }), async (damages) => {
        for (const [name, bytes] of whole) writeFileSync(join(path, name), bytes);
        for (const each of damages) apply(path, each);
        assert.deepEqual(await storedInList(path, join(folder.path, 'target')), stored.toSorted());
      }),
      { numRuns: 40 },
    );
  });

  it('keeps a file that stands where others need a directory', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, SAMPLE_UDID);
    const names = ['Documents', 'Documents/inside', 'Documents/inside/deeper'];
    writeSampleBackup(
      path,
      names.map((relativePath) => ({ domain: 'HomeDomain', relativePath, content: Buffer.from(relativePath) })),
    );
    assert.equal((await storedInList(path, join(folder.path, 'target'))).length, 3);
  });

  it('does not search for ever in a Manifest.mbdb that is made to cost time', () => {
    const hostile = Buffer.from('mbdb\x05\x00' + '\x00\x0aHomeDomain\x00\x00'.repeat(100_000), 'latin1');
    assert.deepEqual([...carveMbdb(hostile, () => false)], []);
  });
});

function apply(path: string, { name, kind, at, length }: { name: string; kind: string; at: number; length: number }): void {
  const file = join(path, name);
  if (kind === 'remove') {
    rmSync(file, { force: true });
    return;
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return; // removed before
  }
  const from = Math.floor(at * bytes.length);
  if (kind === 'cut') bytes = bytes.subarray(0, from);
  else bytes.fill(kind === 'zero' ? 0 : 0xa7, from, Math.min(bytes.length, from + length));
  writeFileSync(file, bytes);
}

async function storedInList(path: string, target: string): Promise<string[]> {
  const run = { path, target, classKeys: undefined, keybag: undefined, signal: new AbortController().signal, onProgress: () => undefined };
  try {
    const report = await runSalvage(run);
    const lines = readFileSync(join(target, report.fileList), 'utf8').trimEnd().split('\n');
    const files = lines.map((line) => JSON.parse(line) as SalvagedFile);
    return files.flatMap(({ kind, content, fileID }) => (kind === 'file' && content !== 'missing' ? [fileID] : [])).sort();
  } catch (error) {
    assert.ok(isCodedError(error), String(error));
    throw error;
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
