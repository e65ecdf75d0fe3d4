import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CancelledError, isCodedError } from '../../../../src/base/index.ts';
import { tellingFailureOf } from '../../../../src/backup/extract/run-extraction.ts';
import { SharedState } from '../../../../src/backup/extract/shared-state.ts';
import { WriterThreads } from '../../../../src/backup/extract/writer-threads.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

describe('threads that write files', () => {
  it('tell why they stopped, also to whoever notices first that they did', async () => {
    using folder = temporaryFolder();
    const state = SharedState.from();
    const target = { path: join(folder.path, 'gone'), forbidden: [] };
    const writers = WriterThreads.with({
      path: folder.path,
      target,
      classKeys: undefined,
      isEncryptedBackup: false,
      token: 't',
      keepsDamaged: false,
      state: state.buffer,
      threads: 1,
    });
    try {
      await writers.submit([], () => undefined);
      await assert.rejects(writers.drain(), (error) => !isCodedError(error, 'cancelled'));
      assert.throws(() => {
        state.throwIfCancelled();
      }, CancelledError);
      const planning = () =>
        tellingFailureOf(writers, async () => {
          state.throwIfCancelled();
          await writers.drain();
        });
      await assert.rejects(planning(), (error) => error === writers.failure && !(error instanceof CancelledError));
    } finally {
      await writers.close();
    }
  });
});
