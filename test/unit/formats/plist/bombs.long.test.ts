/** Reading any property list keeps the whole process below 300 MB. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { PLIST_BOMBS } from '../../../support/plist-bombs.ts';
import type { PlistReading } from '../../../support/read-plist-apart.ts';

const READER = join(import.meta.dirname, '../../../support/read-plist-apart.ts');
const MOST_MEMORY = 300 * 1024 * 1024;

describe('property lists that take more to read than they are long', () => {
  // What one process has compiled the next ones take as it is: most of them do little else.
  let compiled: ReturnType<typeof temporaryFolder>;
  before(() => {
    compiled = temporaryFolder();
  });
  after(() => {
    compiled[Symbol.dispose]();
  });

  for (const { what, bytes, outcome } of PLIST_BOMBS) {
    it(`${what}: ${outcome}, within 300 MB`, async () => {
      using folder = temporaryFolder();
      const file = join(folder.path, 'bomb.plist');
      writeFileSync(file, bytes());
      const env = { ...process.env, NODE_COMPILE_CACHE: compiled.path };
      const { stdout } = await promisify(execFile)(process.execPath, [READER, file], { env });
      const reading = JSON.parse(stdout) as PlistReading;
      assert.equal(reading.outcome, outcome);
      assert.ok(reading.peakBytes <= MOST_MEMORY, `${Math.round(reading.peakBytes / 1024 / 1024).toString()} MiB`);
    });
  }
});
