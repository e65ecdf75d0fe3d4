/** Extracting from backups by the second writer: whole ones, and ones of which some files are damaged. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { extractBackup, unlockBackup, type ExtractReport } from '../../src/backup/index.ts';
import { recordTree, temporaryFolder } from '../support/backup-copy.ts';
import { fileOf } from '../support/corpus/awkward-files.ts';
import { Specimen } from '../support/corpus/specimen.ts';
import { ERAS, writtenBackup, type WrittenRow } from '../support/corpus/written-backups.ts';

const BLOCK = 16;

describe('extracting', () => {
  before(async () => {
    await Promise.all(ERAS.map(writtenBackup));
  });

  for (const era of ERAS) {
    it(`everything brings each file with its bytes and its date (${era.name})`, async () => {
      using specimen = await Specimen.of(era);
      using target = temporaryFolder();
      const report = await extracted(specimen, target.path);
      const files = specimen.facts.files.filter(({ flags }) => flags === 1);
      assert.deepEqual([report.files, report.failed, report.failures], [files.length, 0, []]);
      for (const row of files) checkFile(target.path, row);
      const link = fileOf(specimen, 'link');
      assert.equal(readlinkSync(join(target.path, link.domain, link.relativePath)), link.target);
      assert.equal(report.symlinksLeftOut, 1, 'the one that leads out');
    });

    it(`what is damaged is told, and the rest comes whole (${era.name})`, async () => {
      using specimen = await Specimen.of(era);
      using target = temporaryFolder();
      const gone = fileOf(specimen, 'photo');
      rmSync(specimen.stored(gone));
      const damaged: [row: WrittenRow, code: string][] = [[gone, 'payload-missing']];
      if (era.encrypted) {
        for (const file of ['big', 'ringtone'] as const) damaged.push([fileOf(specimen, file), 'content-damaged']);
        specimen.changeStored(fileOf(specimen, 'big'), (bytes) => bytes.subarray(0, 100 * BLOCK));
        specimen.changeStored(fileOf(specimen, 'ringtone'), (bytes) => bytes.subarray(0, -3));
      }
      const report = await extracted(specimen, target.path);
      assert.deepEqual(
        report.failures.map(({ fileID, code }) => `${fileID} ${code}`).sort(),
        damaged.map(([{ fileID }, code]) => `${fileID} ${code}`).sort(),
      );
      const lost = new Set(damaged.map(([row]) => row));
      for (const row of specimen.facts.files.filter((candidate) => candidate.flags === 1 && !lost.has(candidate))) {
        checkFile(target.path, row);
      }
    });
  }
});

/** The backup stays as it is. */
async function extracted(specimen: Specimen, target: string): Promise<ExtractReport> {
  const before = recordTree(specimen.path);
  const { password } = specimen.facts;
  const keys = password === null ? undefined : await unlockBackup(specimen.path, password);
  try {
    return await extractBackup(specimen.path, { target, ...(keys === undefined ? {} : { keys }) });
  } finally {
    await keys?.lock();
    assert.deepEqual(recordTree(specimen.path), before);
  }
}

function checkFile(target: string, { domain, relativePath, plainSha256, mtime }: WrittenRow): void {
  const file = join(target, domain, relativePath);
  assert.equal(createHash('sha256').update(readFileSync(file)).digest('hex'), plainSha256, relativePath);
  assert.equal(Math.floor(lstatSync(file).mtimeMs / 1000), mtime, relativePath);
}
