/** Trials of the faults in `faults/lockdown-faults.ts`. */
import assert from 'node:assert/strict';
import { readDeviceOverview, type DeviceOverview, type PairingOptions } from '../../../../src/device-protocol/index.ts';
import { stringAt } from '../../../../src/formats/index.ts';
import { openPhone } from '../../simulated.ts';
import { backUpAndJudge, type FaultTrial, type TrialStage } from '../fault-trial.ts';
import { clockOf, withFlyingTime } from '../flying-time.ts';

/** What lockdownd answered to requests of that name since the fault was armed: its error, or nothing. */
function answers({ trace }: TrialStage, request: string): (string | undefined)[] {
  return trace.flatMap(({ channel, from, message }) =>
    channel === 'lockdownd' && from === 'device' && message instanceof Map && stringAt(message, 'Request') === request
      ? [stringAt(message, 'Error')]
      : [],
  );
}

function eventCodes({ events }: TrialStage): string[] {
  return events.map(({ code }) => code);
}

/** This computer and the phone do not know each other any more, and then they do again. */
async function pairAnew(stage: TrialStage, options: PairingOptions = {}): Promise<unknown> {
  const { mux, phone } = stage;
  for (const { hostId } of phone.pairedHosts) phone.hosts.remove(hostId);
  await mux.deletePairRecord(phone.udid);
  return await (await openPhone(stage)).pair({ askAgainMs: 1, ...options });
}

const NOT_PAIRED = { unpaired: true, program: 'idevicepair', args: ['pair'] } as const;

export const lockdownTrials: readonly FaultTrial[] = [
  {
    id: 'F11',
    act: async (stage) => {
      let waited = 0;
      await pairAnew(stage, { waitSeconds: 10, onWaiting: () => waited++ });
      return waited;
    },
    check: ({ result, stage }) => {
      const pending = 'PairingDialogResponsePending';
      assert.deepEqual(answers(stage, 'Pair'), [pending, pending, pending, undefined]);
      assert.equal(result, 1);
    },
    tool: { ...NOT_PAIRED, exit: 1, output: /accept the trust dialog/ },
  },
  {
    id: 'F11',
    name: 'nobody taps',
    settings: { times: 100 },
    act: (stage) => pairAnew(stage),
    code: 'trust-pending',
    words: /tap Trust/,
    check: ({ stage }) => {
      assert.deepEqual(answers(stage, 'Pair'), ['PairingDialogResponsePending']);
    },
    tool: { unpaired: true, exit: 255, output: /-19/ },
  },
  {
    id: 'F12',
    act: (stage) => pairAnew(stage, { waitSeconds: 10 }),
    code: 'trust-declined',
    words: /declined on the device.*backup-lab pair UDID/,
    check: ({ stage }) => {
      assert.deepEqual(answers(stage, 'Pair'), ['UserDeniedPairing']);
    },
    tool: { ...NOT_PAIRED, exit: 1, output: /denied the trust dialog/ },
  },
  {
    id: 'F13',
    code: 'not-trusted',
    words: /no longer knows this computer.*to pair again/,
    check: async ({ stage }) => {
      assert.deepEqual(answers(stage, 'StartSession'), ['InvalidHostID']);
      assert.ok(await stage.mux.readPairRecord(stage.phone.udid), 'the record was deleted without a word');
    },
    tool: { exit: 255, output: /error code -21/ },
  },
  {
    id: 'F14',
    act: (stage) => backUpAndJudge(stage, { waitLimits: { unlockMs: 0 } }),
    code: 'device-locked',
    words: /Unlock it/,
    check: ({ stage }) => {
      assert.deepEqual(answers(stage, 'StartSession'), ['PasswordProtected']);
    },
    tool: { exit: 255, output: /error code -17/ },
  },
  {
    id: 'F14',
    name: 'until somebody unlocks it',
    settings: { times: 1 },
    act: (stage) => backUpAndJudge(stage, { waitLimits: { unlockMs: 500 } }),
    check: ({ stage }) => {
      assert.deepEqual(answers(stage, 'StartSession').slice(0, 2), ['PasswordProtected', undefined]);
      assert.equal(eventCodes(stage).filter((code) => code === 'unlock-needed').length, 1);
    },
  },
  {
    id: 'F15',
    act: (stage) => pairAnew(stage),
    code: 'pairing-not-kept',
    words: /did not last.*another cable or port/,
    check: ({ stage }) => {
      assert.deepEqual([...answers(stage, 'Pair'), ...answers(stage, 'StartSession')], [undefined, 'InvalidHostID']);
    },
    tool: { unpaired: true, exit: 255, output: /error code -21/ },
  },
  ...(['EscrowLocked', 'MissingValue'] as const).map((error): FaultTrial => ({
    id: 'F16',
    name: error,
    settings: { error },
    code: 'escrow-refused',
    words: /escrow key.*pair again/,
    check: ({ stage }) => {
      assert.ok(answers(stage, 'StartService').includes(error));
    },
    tool: { exit: 255, output: /Could not start service com\.apple\.mobilebackup2/ },
  })),
  {
    id: 'F17',
    code: 'service-unavailable',
    words: /does not offer its backup service.*activating/,
    check: ({ stage }) => {
      assert.equal(answers(stage, 'StartService').filter((error) => error === 'InvalidService').length, 1);
    },
    tool: { exit: 255, output: /Could not start service com\.apple\.mobilebackup2/ },
  },
  {
    id: 'F18',
    check: ({ stage }) => {
      assert.equal(answers(stage, 'StartService').filter((error) => error === 'ServiceLimit').length, 1);
      assert.ok(eventCodes(stage).includes('service-busy'));
    },
    tool: { exit: 255, output: /Could not start service com\.apple\.mobilebackup2/ },
  },
  {
    id: 'F18',
    name: 'for good',
    settings: { times: 100 },
    code: 'service-limit',
    words: /too many open connections/,
    check: ({ stage }) => {
      assert.equal(answers(stage, 'StartService').filter((error) => error === 'ServiceLimit').length, 2);
    },
  },
  {
    id: 'F19',
    act: (stage) => pairAnew(stage, { waitSeconds: 10 }),
    code: 'pairing-needs-cable',
    words: /Connect it with a cable/,
    check: ({ stage }) => {
      assert.deepEqual(answers(stage, 'Pair'), ['PairingProhibitedOverThisConnection']);
    },
    tool: { ...NOT_PAIRED, exit: 1 },
  },
  ...(
    [
      ['MCProtected', /organization manages it/],
      ['MCChallengeRequired', /organization manages it/],
      ['FMiPProtected', /Turn off Find My/],
    ] as const
  ).map(([error, words]): FaultTrial => ({
    id: 'F20',
    name: error,
    settings: { error },
    code: 'pairing-prohibited',
    words,
    check: ({ stage }) => {
      assert.deepEqual(answers(stage, 'StartSession'), [error]);
    },
    tool: { exit: 255, output: /Could not connect to lockdownd/ },
  })),
  {
    id: 'F21',
    phone: withFlyingTime(),
    first: true,
    act: async (stage) => {
      await using session = await (await openPhone(stage)).openSession();
      // Twice as long: the phone looks again only after ten seconds without a word.
      await clockOf(stage).advance(20_000);
      return await session.getValue(undefined, 'UniqueDeviceID');
    },
    check: ({ result, stage }) => {
      assert.equal(result, stage.phone.udid);
      assert.deepEqual(answers(stage, 'StartSession'), [undefined, undefined]);
    },
  },
  ...(['prohibited', 'missing'] as const).map((form): FaultTrial => ({
    id: 'F22',
    name: form,
    settings: { form },
    act: async (stage) => await readDeviceOverview(stage.mux, (await openPhone(stage)).attached),
    check: ({ result, stage }) => {
      const { backup, trust } = result as DeviceOverview;
      assert.equal(trust, 'trusted');
      assert.ok(backup);
      assert.equal(backup.willEncrypt, undefined);
      assert.ok(answers(stage, 'GetValue').includes(form === 'missing' ? 'MissingValue' : 'GetProhibited'));
    },
    tool: { exit: 0, output: /Backup Successful/ },
  })),
];
