/** Trials of the faults in `faults/backup-faults.ts`. */
import assert from 'node:assert/strict';
import { backUpAndJudge, messages, occurrences, type FaultTrial } from '../fault-trial.ts';

export const backupTrials: readonly FaultTrial[] = [
  {
    id: 'F30',
    code: 'device-link-version',
    words: /DeviceLink 500.*400/,
    check: ({ stage }) => {
      assert.deepEqual(messages(stage, 'device'), [['DLMessageVersionExchange', 500n, 0n]]);
      assert.deepEqual(messages(stage, 'host'), []);
    },
    tool: { exit: 255, output: /Could not perform backup protocol version exchange/ },
  },
  {
    id: 'F31',
    code: 'no-common-version',
    words: /no version of the backup protocol/,
    check: ({ stage, sent }) => {
      assert.equal(occurrences(sent(), 'No common supported protocol version (MBErrorDomain/1)'), 1);
      assert.equal(messages(stage, 'host', 'DLMessageProcessMessage').length, 1);
    },
    tool: { exit: 255, output: /version exchange/ },
  },
  {
    id: 'F31',
    name: 'odd version',
    settings: { version: 3.5 },
    code: 'no-common-version',
    words: /3\.5/,
    check: ({ stage }) => {
      const [answer] = messages(stage, 'device', 'DLMessageProcessMessage');
      assert.ok(answer?.[1] instanceof Map);
      assert.equal(answer[1].get('ProtocolVersion'), 3.5);
    },
  },
  {
    id: 'F32',
    code: 'device-refused',
    deviceCode: 212,
    words: /Finish setting it up/,
    check: ({ sent }) => {
      assert.equal(occurrences(sent(), 'Unable to backup until Setup is finished (MBErrorDomain/212)'), 1);
    },
    tool: { exit: 44, output: /ErrorCode 212: Unable to backup until Setup is finished/ },
  },
  {
    id: 'F33',
    code: 'device-refused',
    deviceCode: 3,
    words: /[Rr]estart/,
    check: ({ sent }) => {
      assert.equal(occurrences(sent(), 'Failed to create snapshot: File exists (17) at path "/private/var" (MBErrorDomain/3)'), 1);
    },
    tool: { exit: 253, output: /ErrorCode 3: Failed to create snapshot/ },
  },
  {
    id: 'F34',
    settings: { seconds: 3600 },
    act: async (stage) => {
      await backUpAndJudge(stage);
      return await backUpAndJudge(stage, QUICK_WAIT_LIMITS);
    },
    check: ({ stage }) => {
      // More than one where the computer is slow.
      const retries = new Set(stage.events.filter(({ kind }) => kind === 'retry').map(({ code }) => code));
      assert.deepEqual([...retries], ['previous-session-closing']);
    },
  },
  {
    id: 'F34',
    name: 'again and again',
    settings: { times: 9, seconds: 3600 },
    renewsGood: true,
    act: async (stage) => {
      await backUpAndJudge(stage);
      return await backUpAndJudge(stage, QUICK_WAIT_LIMITS);
    },
    code: 'service-silent',
    words: /earlier session/,
    check: ({ stage }) => {
      assert.equal(messages(stage, 'device', 'DLMessageVersionExchange').length, 1);
    },
  },
  {
    id: 'F35',
    check: ({ stage, sent }) => {
      assert.equal(occurrences(sent(), 'Error copying keychain data (MBErrorDomain/1)'), 1);
      assert.equal(stage.events.filter(({ code }) => code === 'keychain-export-failed').length, 1);
    },
    tool: { exit: 255, output: /ErrorCode 1: Error copying keychain data/ },
  },
  {
    id: 'F35',
    name: 'twice',
    settings: { times: 2, code: 100 },
    code: 'device-refused',
    deviceCode: 100,
    words: /could not export its keychain/,
    check: ({ sent }) => {
      assert.equal(occurrences(sent(), 'Error copying keychain data (MBErrorDomain/100)'), 2);
    },
    tool: { exit: 156 },
  },
  {
    id: 'F36',
    renewsGood: true,
    code: 'device-refused',
    deviceCode: 209,
    words: /full backup/,
    check: async ({ stage, sent }) => {
      assert.equal(occurrences(sent(), 'Encryption key missing (MBErrorDomain/209)'), 1);
      stage.phone.fault('F36');
      const { full, verdict } = await backUpAndJudge(stage, { full: true });
      assert.deepEqual([full, verdict], [true, 'good']);
    },
    tool: { exit: 47, output: /ErrorCode 209/ },
  },
];

/** The waits of a client whose time is short. */
const QUICK_WAIT_LIMITS = { waitLimits: { firstMessageMs: 1500, pauseMs: 10 } };
