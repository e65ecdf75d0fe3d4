/** What a cancelled run says of the folder: it depends on how far it was, and on whether there was a backup before. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { isCodedError } from '../../src/base/index.ts';
import { createBackupOffThread, openBackup, type BackupPhase } from '../../src/backup/index.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { wordsFor } from '../../src/view/index.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';

const phone = () => ({ content: makeBulkPhone({ count: 200, size: 1000 }) });

function cancelIn(wanted: BackupPhase) {
  const cancel = new AbortController();
  return {
    signal: cancel.signal,
    onProgress: ({ phase }: { phase: BackupPhase }) => {
      if (phase === wanted) cancel.abort();
    },
  };
}

/** What the run that is cancelled in a phase says. */
async function wordsOfCancel(run: BackupRun, phase: BackupPhase): Promise<string> {
  const error: unknown = await run.backUp(cancelIn(phase), 'in-threads').then(
    () => assert.fail('it was not cancelled'),
    (thrown: unknown) => thrown,
  );
  assert.ok(isCodedError(error, 'cancelled'));
  await run.phone.state.settled();
  await run.takeLeftovers();
  const { message, action } = wordsFor('terminal', 'cancelled', error.data);
  return `${message} ${action}`;
}

describe('a run that is cancelled', () => {
  it('in the check is finished and kept, without a verdict that nobody gave', async () => {
    await using run = await trustedPhone(phone());
    const result = await run.backUp(cancelIn('verifying'), 'in-threads');
    assert.deepEqual([result.verdict, result.checkCancelled], ['unconfirmed', true]);
    assert.equal(existsSync(run.journal), false);
    await using backup = await openBackup(run.path);
    assert.deepEqual([backup.summary.isFinished, backup.summary.throughJournal], [true, false]);
  });

  it('in the check after an older version is kept in its place, on another thread too', async () => {
    await using run = await trustedPhone(phone());
    await run.backUp();
    run.phone.content.setFile('HomeDomain', 'Library/new.txt', { content: 'new' });
    const { mux, directory } = run;
    const result = await createBackupOffThread({ mux, udid: run.phone.udid, directory, ...cancelIn('verifying') });
    assert.deepEqual([result.verdict, result.checkCancelled, result.filesReceived], ['unconfirmed', true, 1]);
    await using backup = await openBackup(run.path);
    assert.equal(await backup.count({ search: 'Library/new.txt' }), 1);
    assert.equal(backup.summary.throughJournal, false);
  });

  it('before there ever was a backup claims none', async () => {
    await using run = await trustedPhone(phone());
    assert.equal(await wordsOfCancel(run, 'connecting'), 'Canceled. There is nothing more to do.');
    assert.equal(await wordsOfCancel(run, 'preparing'), 'The backup was canceled. Nothing was changed.');
    const begun = 'The backup was canceled. The next backup continues where this one stopped.';
    assert.equal(await wordsOfCancel(run, 'receiving'), begun);
    assert.equal(await wordsOfCancel(run, 'receiving'), begun, 'an unfinished one is no good one');
  });

  it('after one says that it is unchanged', async () => {
    await using run = await trustedPhone(phone());
    await run.backUp();
    run.phone.content.setFile('HomeDomain', 'Library/new.txt', { content: 'new' });
    const kept = 'The last good backup is unchanged.';
    assert.equal(await wordsOfCancel(run, 'preparing'), `The backup was canceled. Nothing was changed. ${kept}`);
    const begun = `The backup was canceled. The next backup continues where this one stopped. ${kept}`;
    assert.equal(await wordsOfCancel(run, 'moving'), begun);
    assert.equal(await wordsOfCancel(run, 'moving'), begun, 'seen through the journal of the one before');
  });
});
