import assert from 'node:assert/strict';
import { CodedError, isCodedError, nullLog } from '../../../../src/base/index.ts';
import { explainFailure, type Run } from '../../../../src/backup/create/explain-failure.ts';
import { wordsFor } from '../../../../src/view/index.ts';

const GIB = 1024 ** 3;

/** What a run that the device refused for want of space says, when it had asked for so much to be purged. */
async function wordsOf(purgeBytes: number | undefined): Promise<string> {
  const run = {
    device: { getValue: () => Promise.resolve(128n * 10n ** 9n) },
    host: { freeBytesTold: 4_400_000_000 },
    watcher: { purgeBytes, fileErrors: [], file: undefined },
    progress: { phase: 'preparing', percent: 0 },
    log: nullLog,
  } as unknown as Run;
  const refusal = new CodedError('device-refused', 'no space', { data: { deviceCode: 105 } });
  const error = await explainFailure(refusal, run);
  assert.ok(isCodedError(error, 'device-refused'));
  return wordsFor('terminal', 'device-refused', error.data).message;
}

describe('what a refusal for want of space says', () => {
  it('names what is needed when the device says so', async () => {
    assert.match(await wordsOf(7_000_000_000 + 2 * GIB), /^The backup needs 11.4 GB, and 4.4 GB is free/);
  });

  for (const purge of [undefined, -1, 0, 1, -7_000_000_000, 2 * GIB, Number.NaN, Infinity, -Infinity, 2 ** 60, 0.5]) {
    it(`names no figure for a purge of ${String(purge)} bytes`, async () => {
      assert.equal(await wordsOf(purge), 'There is not enough free space on this computer for the backup.');
    });
  }
});
