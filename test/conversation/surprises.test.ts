/** The numbered surprises of real devices that need a whole phone around the agent: prompts, silence, restarts, restores. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import { BACKUP_SERVICE, BackupSession, NOTIFICATION, type BackupRequest, type BackupResponse } from '../../src/device-protocol/index.ts';
import { stringAt, type PlistValue } from '../../src/formats/index.ts';
import { VirtualClock, makeBulkPhone, type SimulatedDevice, type TraceEvent } from '../../src/simulated-device/index.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { expectTogether, logged, normalMessages } from '../support/logged-sequences.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { openPhone } from '../support/simulated.ts';

const START = new Date('2026-03-01T12:00:00Z');
const smallPhone = () => makeBulkPhone({ count: 5, size: 100 });

const surprise = (number: number, title: string, test: () => Promise<void>) => it(`surprise ${number}: ${title}`, test);

function refusedWith(code: number) {
  return (error: unknown) => isCodedError(error, 'device-refused') && error.data.deviceCode === code;
}

/** Names of what the device said over the backup service. */
function names(trace: readonly TraceEvent[]): string[] {
  return trace.flatMap(({ channel, from, message }) => {
    const [name] = channel === BACKUP_SERVICE && from === 'device' && Array.isArray(message) ? message : [];
    return typeof name === 'string' ? [name] : [];
  });
}

function prompts({ notifications }: SimulatedDevice): string[] {
  return notifications.posted.flatMap(({ name }) => (name.includes('LocalAuthentication') ? [name] : []));
}

/** A request straight to the agent, with the backup folder in memory. */
async function ask(run: BackupRun, request: BackupRequest): Promise<BackupResponse> {
  const host = new MemoryHost();
  for (const path of readdirSync(run.path, { recursive: true, withFileTypes: true })) {
    if (!path.isFile()) continue;
    const file = join(path.parentPath, path.name);
    host.files.set(`${run.phone.udid}${file.slice(run.path.length)}`, readFileSync(file));
  }
  await using session = await BackupSession.open(await (await openPhone(run)).startService(BACKUP_SERVICE));
  return await session.perform(request, host);
}

describe('surprises of a phone', () => {
  surprise(12, 'the passcode comes first, and nothing goes over the wire meanwhile; after three minutes 208', async () => {
    const clock = new VirtualClock(START);
    const asked = Promise.withResolvers<undefined>();
    await using run = await trustedPhone({
      content: smallPhone(),
      clock,
      askPasscode: () => {
        asked.resolve(undefined);
        return new Promise(() => undefined);
      },
    });
    const backup = run.backUp({ verify: 'off' });
    await asked.promise;
    const { length } = names(run.trace);
    await clock.untilSleeping();
    await clock.advance(179_000);
    assert.equal(names(run.trace).length, length, 'silence');
    assert.deepEqual(prompts(run.phone), [NOTIFICATION.passcodePromptShown]);
    await clock.advance(1000);
    await assert.rejects(backup, refusedWith(208));
    assert.deepEqual(prompts(run.phone), [NOTIFICATION.passcodePromptShown, NOTIFICATION.passcodePromptGone]);
    const said = normalMessages(
      run.trace.filter(({ channel }) => channel === BACKUP_SERVICE),
      run.phone.udid,
    );
    const [, answer] = logged('passcode-timeout-ios16.1').messages;
    expectTogether(said, [{ from: 'host', message: ['DLMessageProcessMessage', '$dict'] }, ...(answer ? [answer] : [])], 'passcode');
  });

  surprise(13, 'twenty minutes without a word before the room is asked for are normal', async () => {
    const clock = new VirtualClock(START);
    await using run = await trustedPhone({ content: smallPhone(), clock });
    run.phone.fault('F07', { seconds: 1200 });
    const backup = run.backUp({ verify: 'off' });
    await clock.untilSleeping();
    const { length } = names(run.trace);
    await clock.advance(1_199_000);
    assert.equal(names(run.trace).length, length, 'no ping, no progress');
    await clock.advance(1000);
    await backup;
    assert.ok(!names(run.trace).includes('DLMessagePing'));
  });

  surprise(18, 'after an aborted run the next ones fail with 3 until the phone is restarted', async () => {
    await using run = await trustedPhone({
      content: makeBulkPhone({ count: 300, size: 10_000 }),
      keepsSnapshotOfAborted: true,
      restartSeconds: 0,
    });
    const cancel = new AbortController();
    const cancelled = run.backUp({
      verify: 'off',
      signal: cancel.signal,
      onProgress: ({ phase }) => {
        if (phase === 'receiving') cancel.abort();
      },
    });
    await assert.rejects(cancelled, (error) => isCodedError(error, 'cancelled'));
    await run.phone.state.settled();
    for (let times = 0; times < 2; times++) await assert.rejects(run.backUp({ verify: 'off' }), refusedWith(3));
    const line = logged('cancel-then-rerun-ios15.2').stdout.find((text) => text.startsWith('ErrorCode 3'));
    const [last] = responses(run.trace).slice(-1);
    assert.equal(`ErrorCode 3: ${last ?? ''}`, line);
    await run.phone.reboot();
    await run.backUp({ verify: 'off' });
  });

  surprise(19, 'a restore asks for an empty list of files near its end', async () => {
    await using run = await trustedPhone({ content: smallPhone() });
    await run.backUp({ verify: 'off' });
    const options = { shouldReboot: false, systemFiles: true, dontCopyBackup: true, preserveSettings: false, removeItemsNotRestored: true };
    const response = await ask(run, { name: 'Restore', targetIdentifier: run.phone.udid, sourceIdentifier: run.phone.udid, options });
    assert.deepEqual([response.errorCode, response.description], [0, undefined]);
    const said = normalMessages(
      run.trace.filter(({ channel, from }) => channel === BACKUP_SERVICE && from === 'device'),
      run.phone.udid,
    );
    expectTogether(said, logged('restore-download-empty-2014').messages, 'restore-download-empty-2014');
    expectTogether(said, logged('restore-host-files-order').messages, 'restore-host-files-order');
  });

  surprise(24, "a key that a restore leaves out has the phone's own default, and several of those remove", async () => {
    await using run = await trustedPhone({ content: smallPhone(), restartSeconds: 0 });
    await run.backUp({ verify: 'off' });
    run.phone.content.setFile('AppDomain-com.example.bulk', 'Documents/made later.txt', { content: 'not in the backup' });
    await ask(run, { name: 'Restore', targetIdentifier: run.phone.udid, sourceIdentifier: run.phone.udid, options: {} });
    const [record] = run.phone.restored;
    assert.ok(record && Object.values(record.asked).every((value) => value === undefined));
    assert.deepEqual(
      [record.effective.shouldReboot, record.effective.systemFiles, record.effective.removeItemsNotRestored, record.effective.copyBackup],
      [true, true, true, true],
    );
    assert.equal(record.applicationIds, undefined);
    assert.equal(run.phone.content.file('AppDomain-com.example.bulk', 'Documents/made later.txt'), undefined, 'wiped');
  });
});

function responses(trace: readonly TraceEvent[]): string[] {
  return trace.flatMap(({ channel, from, message }) => {
    const [name, payload]: PlistValue[] = channel === BACKUP_SERVICE && from === 'device' && Array.isArray(message) ? message : [];
    return name === 'DLMessageProcessMessage' && payload instanceof Map ? [stringAt(payload, 'ErrorDescription') ?? ''] : [];
  });
}
