import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import { createBackupOffThread, type BackupEvent } from '../../src/backup/index.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { trustedPhone } from '../support/backup-run.ts';
import { TrappedContent } from '../support/trapped-content.ts';

const code = (wanted: string) => (error: unknown) => isCodedError(error, wanted);

describe('backup on a thread of its own', () => {
  it('ends in the same result, with progress, events and log on the way', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 150, size: 100 }), askPasscode: async () => 'entered' });
    const phases = new Set<string>();
    const events: BackupEvent[] = [];
    const lines: string[] = [];
    const note = (text: string) => void lines.push(text);
    const result = await createBackupOffThread({
      mux: run.mux,
      udid: run.phone.udid,
      directory: run.directory,
      verify: 'full',
      onProgress: ({ phase }) => phases.add(phase),
      onEvent: (event) => events.push(event),
      log: { trace: note, debug: note, info: note, warn: note, error: note },
    });
    assert.deepEqual([result.verdict, result.filesReceived, result.path, result.full], ['good', 150, run.path, true]);
    assert.deepEqual(
      ['connecting', 'waiting-for-passcode', 'receiving', 'moving', 'finishing', 'verifying'].filter((phase) => !phases.has(phase)),
      [],
    );
    assert.deepEqual(
      events.map(({ code: eventCode }) => eventCode),
      ['passcode-needed', 'passcode-prompt-gone', 'good'],
    );
    assert.ok(lines.some((line) => line.includes('DeviceLink 400')));
    assert.deepEqual(run.standing(), run.finished);
  });

  it('is cancelled politely, with lock and folder left in order', async () => {
    const content = new TrappedContent(makeBulkPhone({ count: 5, size: 100 }));
    await using run = await trustedPhone({ content });
    const cancel = new AbortController();
    content.setFile('AppDomain-com.example.bulk', 'Documents/large', { content: new Uint8Array(3_000_000) });
    content.setTrap('Documents/large', () => {
      cancel.abort();
    });
    const running = createBackupOffThread({ mux: run.mux, udid: run.phone.udid, directory: run.directory, signal: cancel.signal });
    await assert.rejects(running, code('cancelled'));
    assert.deepEqual(run.phone.media.locks.held(), []);
    assert.equal(run.status().snapshotState, 'uploading');
    assert.ok(!existsSync(join(run.journal, 'lock')));
    await assert.rejects(
      createBackupOffThread({ mux: run.mux, udid: run.phone.udid, directory: run.directory, signal: cancel.signal }),
      code('cancelled'),
    );
  });

  it('fails with the codes and data of every room', async () => {
    await using run = await trustedPhone({ askPasscode: async () => 'dismissed' });
    const job = { mux: run.mux, udid: run.phone.udid, directory: run.directory };
    await assert.rejects(
      createBackupOffThread(job),
      (error) => code('device-refused')(error) && isCodedError(error) && error.data.deviceCode === 208,
    );
    await assert.rejects(createBackupOffThread({ ...job, directory: join(run.directory, 'none') }), code('folder-missing'));
    await assert.rejects(createBackupOffThread({ ...job, udid: '00008030-FFFFFFFFFFFFFFFF' }), code('no-such-device'));
  });
});
