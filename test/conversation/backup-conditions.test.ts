/** What keeps a phone from backing up, and that it does one thing at a time. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../src/base/index.ts';
import { BACKUP_SERVICE, BackupSession, type BackupResponse } from '../../src/device-protocol/index.ts';
import { makeBulkPhone, type SimulatedDeviceOptions } from '../../src/simulated-device/index.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { openPhone } from '../support/simulated.ts';

const content = () => makeBulkPhone({ count: 3, size: 10 });

async function refusal(run: BackupRun): Promise<unknown[]> {
  const thrown: unknown = await run.backUp({ verify: 'off' }).catch((error: unknown) => error);
  assert.ok(isCodedError(thrown, 'device-refused'));
  return [thrown.data.deviceCode, thrown.data.description];
}

async function askForBackup(run: BackupRun): Promise<BackupResponse> {
  await using session = await BackupSession.open(await (await openPhone(run)).startService(BACKUP_SERVICE));
  return await session.perform({ name: 'Backup', targetIdentifier: run.phone.udid, forceFull: false }, new MemoryHost());
}

describe('a phone that cannot back up', () => {
  const cases: [SimulatedDeviceOptions, number, string][] = [
    [{ setupFinished: false }, 212, 'Unable to backup until Setup is finished'],
    [{ cloudRestoreRunning: true }, 25, 'iTunes Backup is unavailable while an iCloud Restore is in progress'],
  ];
  for (const [options, code, text] of cases) {
    it(`says so: ${text}`, async () => {
      await using run = await trustedPhone({ content: content(), ...options });
      assert.deepEqual(await refusal(run), [code, `${text} (MBErrorDomain/${String(code)})`]);
      Object.assign(run.phone.conditions, { isSetUp: true, isRestoringFromCloud: false });
      await run.backUp({ verify: 'off' });
    });
  }

  it('asks for the passcode first', async () => {
    await using run = await trustedPhone({ content: content(), setupFinished: false, askPasscode: () => Promise.resolve('dismissed') });
    assert.deepEqual(await refusal(run), [208, 'Device locked (MBErrorDomain/208)']);
  });

  it('is busy with one backup while another one is asked for', async () => {
    const asked = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<'dismissed'>();
    await using run = await trustedPhone({
      content: content(),
      askPasscode: () => {
        asked.resolve(undefined);
        return answer.promise;
      },
    });
    const first = askForBackup(run);
    await asked.promise;
    const { errorCode, description } = await askForBackup(run);
    assert.deepEqual([errorCode, description], [14, 'Another backup or restore is in progress (MBErrorDomain/14)']);
    answer.resolve('dismissed');
    assert.equal((await first).errorCode, 208);
  });
});
