/** Trials of the faults in `faults/sync-faults.ts`. */
import assert from 'node:assert/strict';
import type { Progress } from '../../../../src/base/index.ts';
import { numberAt, stringAt } from '../../../../src/formats/index.ts';
import { systemClock } from '../../../../src/simulated-device/index.ts';
import { backUpAndJudge, occurrences, type FaultTrial, type TrialStage } from '../fault-trial.ts';
import { whileTimeFlies, withFlyingTime } from '../flying-time.ts';

const AFC = 'com.apple.afc';
const NOTIFICATION_PROXY = 'com.apple.mobile.notification_proxy';
const WOULD_BLOCK = 19;

function eventCodes({ events }: TrialStage): string[] {
  return events.map(({ code }) => code);
}

function afcStatuses({ trace }: TrialStage): number[] {
  return trace.flatMap(({ channel, from, message }) => {
    const status = channel === AFC && from === 'device' && message instanceof Map ? numberAt(message, 'status') : undefined;
    return status === undefined ? [] : [status];
  });
}

function afcOperations({ trace }: TrialStage): (string | undefined)[] {
  return trace.flatMap(({ channel, from, message }) =>
    channel === AFC && from === 'host' && message instanceof Map ? [stringAt(message, 'operation')] : [],
  );
}

/** The notifications that the phone has relayed, by the ends of their names. */
function relayed({ trace }: TrialStage): string[] {
  return trace.flatMap(({ channel, from, message }) => {
    const isRelay = channel === NOTIFICATION_PROXY && from === 'device' && message instanceof Map;
    const name = isRelay ? stringAt(message, 'Name') : undefined;
    return name === undefined ? [] : [name.slice(name.lastIndexOf('.') + 1)];
  });
}

const realTime = { phone: { clock: systemClock }, settings: { seconds: 1 } } as const;

export const syncTrials: readonly FaultTrial[] = [
  {
    id: 'F23',
    act: (stage) => backUpAndJudge(stage, { waitLimits: { syncLockMs: 600 } }),
    code: 'sync-lock-busy',
    words: /Another program is syncing/,
    check: ({ stage }) => {
      assert.equal(afcStatuses(stage).filter((status) => status === WOULD_BLOCK).length >= 3, true);
      assert.ok(eventCodes(stage).includes('sync-lock-busy'));
      assert.deepEqual(stage.phone.media.locks.held(), []);
    },
    tool: { exit: 255, output: /timeout while locking for sync/ },
  },
  {
    id: 'F23',
    name: 'given back in time',
    settings: { times: 2 },
    check: ({ stage }) => {
      assert.equal(afcStatuses(stage).filter((status) => status === WOULD_BLOCK).length, 2);
      assert.ok(eventCodes(stage).includes('sync-lock-busy'));
    },
    tool: { exit: 0, output: /Backup Successful/ },
  },
  {
    id: 'F24',
    check: ({ stage }) => {
      assert.equal(afcOperations(stage).includes('fileLock'), false);
    },
    tool: { exit: 0, output: /Backup Successful/ },
  },
  {
    id: 'F25',
    code: 'cancelled',
    words: /^Canceled on the device\./,
    check: ({ stage }) => {
      assert.ok(relayed(stage).includes('syncCancelRequest'));
      assert.deepEqual(stage.phone.media.locks.held(), []);
    },
    tool: { exit: 255, output: /User has cancelled the backup process on the device/ },
  },
  {
    id: 'F26',
    phone: withFlyingTime(),
    act: async (stage) => {
      const left: number[] = [];
      const onProgress = ({ unit, done }: Progress) => {
        if (unit === 'seconds') left.push(done);
      };
      await whileTimeFlies(stage, backUpAndJudge(stage, { onProgress }));
      return left;
    },
    check: ({ result, stage }) => {
      assert.equal((result as number[])[0], 180);
      assert.deepEqual(
        relayed(stage).filter((name) => name === 'presented' || name === 'dismissed'),
        ['presented', 'dismissed'],
      );
      assert.deepEqual(eventCodes(stage).slice(0, 2), ['passcode-needed', 'passcode-prompt-gone']);
      assert.match(stage.events[0]?.message ?? '', /about 3 minutes/);
    },
    tool: { exit: 0, output: /Backup Successful/, ...realTime },
  },
  {
    id: 'F27',
    phone: withFlyingTime(),
    act: (stage) => whileTimeFlies(stage, backUpAndJudge(stage)),
    code: 'device-refused',
    deviceCode: 208,
    words: /passcode was not entered in time.*enter the passcode/,
    check: ({ stage, sent }) => {
      assert.equal(occurrences(sent(), 'Device locked (MBErrorDomain/208)'), 1);
      assert.equal(stage.phone.now().getTime() >= Date.parse('2026-03-01T12:03:00Z'), true);
      assert.deepEqual(eventCodes(stage).slice(0, 2), ['passcode-needed', 'passcode-prompt-gone']);
    },
    tool: { exit: 48, output: /ErrorCode 208: Device locked/, ...realTime },
  },
  {
    id: 'F28',
    phone: withFlyingTime(),
    act: (stage) => whileTimeFlies(stage, backUpAndJudge(stage)),
    check: ({ stage }) => {
      const pairs = Array.from({ length: 3 }, () => ['passcode-needed', 'passcode-prompt-gone']).flat();
      assert.deepEqual(eventCodes(stage).slice(0, 6), pairs);
    },
    tool: { exit: 0, output: /Backup Successful/, ...realTime },
  },
  ...(['refuse', 'end'] as const).map((form): FaultTrial => ({
    id: 'F29',
    name: form,
    settings: { form },
    check: ({ stage }) => {
      assert.deepEqual(relayed(stage), []);
      assert.ok(eventCodes(stage).includes('prompts-unseen'));
    },
    // Without a notification proxy the tool crashes: it uses what it has not got.
    tool: form === 'refuse' ? { exit: [], hangs: 30_000 } : { exit: 0, output: /Backup Successful/ },
  })),
];
