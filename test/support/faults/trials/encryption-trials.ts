/** Trials of the faults in `faults/encryption-faults.ts`. */
import assert from 'node:assert/strict';
import { changeBackupPassword, type CreatedBackup } from '../../../../src/backup/index.ts';
import { isCodedError } from '../../../../src/base/index.ts';
import { decodeManifestProperties } from '../../../../src/formats/index.ts';
import { systemClock } from '../../../../src/simulated-device/index.ts';
import { messages, type FaultTrial, type TrialOutcome, type TrialStage } from '../fault-trial.ts';
import { lastGoodBackup } from '../last-good-backup.ts';
import { whileTimeFlies, withFlyingTime } from '../flying-time.ts';

const PASSWORD = 'correct horse';
const NEW = 'battery staple';
const encrypting = { backupPassword: PASSWORD, keybagRounds: 'low' } as const;
const plain = { keybagRounds: 'low' } as const;

interface Passwords {
  readonly oldPassword?: string;
  readonly newPassword?: string;
}

function changing(passwords: Passwords): (stage: TrialStage) => Promise<unknown> {
  return ({ mux, phone, directory, events }) =>
    changeBackupPassword({ mux, udid: phone.udid, directory, ...passwords, onEvent: (event) => events.push(event) });
}

/** What the host has asked of the backup service, without Hello. */
function requests({ stage }: TrialOutcome): unknown[] {
  return messages(stage, 'host', 'DLMessageProcessMessage')
    .map(([, payload]) => (payload instanceof Map ? payload.get('MessageName') : undefined))
    .filter((name) => name !== 'Hello');
}

/** The phone's answers to it: error code and description. */
function answers({ stage }: TrialOutcome): unknown[] {
  return messages(stage, 'device', 'DLMessageProcessMessage')
    .map(([, payload]) => (payload instanceof Map ? payload : new Map<string, unknown>()))
    .filter((payload) => payload.get('MessageName') === 'Response' && payload.get('ErrorCode') !== 0n)
    .map((payload) => [payload.get('ErrorCode'), payload.get('ErrorDescription')]);
}

const INVALID = [[207n, 'Invalid password (MBErrorDomain/207)']];

function facts(error: unknown): unknown {
  return isCodedError(error) ? { operation: error.data.operation, description: error.data.description } : undefined;
}

/** The value that lockdownd gave for a key of com.apple.mobile.backup, as bytes in a property list. */
function saysTrue({ sent }: TrialOutcome, key: string): boolean {
  return new RegExp(`<key>${key}</key>\\s*<true/>`).test(sent('lockdownd').toString('latin1'));
}

export const encryptionTrials: readonly FaultTrial[] = [
  {
    id: 'F61',
    name: 'a password is already set',
    phone: plain,
    act: changing({ newPassword: NEW }),
    code: 'password-already-set',
    deviceCode: 207,
    words: /A backup password is already set on this device/,
    check: (outcome) => {
      assert.deepEqual(requests(outcome), ['ChangePassword']);
      assert.deepEqual(answers(outcome), INVALID);
      assert.deepEqual(facts(outcome.error), { operation: 'encryption', description: 'Invalid password (MBErrorDomain/207)' });
    },
    tool: { exit: 49, output: /ErrorCode 207: Invalid password/, args: ['encryption', 'on', NEW, '{dir}'] },
  },
  {
    id: 'F61',
    name: 'the password is wrong',
    phone: encrypting,
    password: PASSWORD,
    act: changing({ oldPassword: PASSWORD, newPassword: NEW }),
    code: 'password-refused',
    deviceCode: 207,
    words: /The device says that the backup password is wrong/,
    check: (outcome) => {
      assert.deepEqual(answers(outcome), INVALID);
      assert.ok(outcome.stage.phone.backupPassword.matches(PASSWORD));
    },
    tool: { exit: 49, output: /ErrorCode 207: Invalid password/, args: ['changepw', PASSWORD, NEW, '{dir}'] },
  },
  {
    id: 'F62',
    phone: { ...encrypting, ...withFlyingTime() },
    password: PASSWORD,
    act: (stage) => whileTimeFlies(stage, changing({ oldPassword: PASSWORD, newPassword: NEW })(stage)),
    code: 'device-refused',
    deviceCode: 208,
    words: /The device is locked, or its passcode was not entered in time\. The backup password was not changed/,
    check: (outcome) => {
      assert.deepEqual(answers(outcome), [[208n, 'Device locked (MBErrorDomain/208)']]);
      assert.deepEqual(
        outcome.stage.events.map(({ code }) => code),
        ['passcode-needed', 'passcode-prompt-gone'],
      );
      assert.ok(outcome.stage.phone.backupPassword.matches(PASSWORD));
    },
    tool: {
      exit: 48,
      output: /ErrorCode 208: Device locked/,
      args: ['changepw', PASSWORD, NEW, '{dir}'],
      settings: { seconds: 1 },
      phone: { ...encrypting, clock: systemClock },
    },
  },
  {
    id: 'F63',
    name: 'a password cannot be removed',
    phone: encrypting,
    password: PASSWORD,
    act: changing({ oldPassword: PASSWORD }),
    code: 'encryption-required',
    words: /requires encrypted backups/,
    check: (outcome) => {
      assert.ok(saysTrue(outcome, 'RequiresEncryption'));
      assert.deepEqual(requests(outcome), [], 'the phone need not be asked');
      assert.ok(outcome.stage.phone.backupPassword.isSet);
    },
    tool: {
      exit: 256 - 22,
      output: /ErrorCode 22: Cannot remove iTunes Backup Encryption - Encrypted Backup MDM setting present on device/,
      args: ['encryption', 'off', PASSWORD, '{dir}'],
    },
  },
  {
    id: 'F63',
    name: 'no backup without a password',
    phone: plain,
    code: 'device-refused',
    deviceCode: 207,
    words: /device management requires one that is not set/,
    check: (outcome) => {
      assert.deepEqual(answers(outcome), [[207n, 'No backup password set when required by device management (MBErrorDomain/207)']]);
      assert.deepEqual(messages(outcome.stage, 'device', 'DLMessageDownloadFiles'), []);
    },
    tool: { exit: 49, output: /ErrorCode 207: No backup password set when required by device management/ },
  },
  {
    id: 'F64',
    name: 'off',
    phone: encrypting,
    first: true,
    check: (outcome) => checkDrift(outcome, undefined),
    tool: { exit: 0, output: /Backup will be encrypted[^]*Backup Successful/ },
  },
  {
    id: 'F64',
    name: 'on',
    phone: plain,
    first: true,
    settings: { to: 'on' },
    check: (outcome) => checkDrift(outcome, 'set meanwhile'),
    tool: { exit: 0, output: /Backup Successful/ },
  },
];

/** What the backup says counts, and the client says that the phone had said otherwise. `password` of the backup; undefined when it has none. */
async function checkDrift({ stage, result }: TrialOutcome, password: string | undefined): Promise<void> {
  const isEncrypted = password !== undefined;
  assert.equal(decodeManifestProperties(stage.read('Manifest.plist')).isEncrypted, isEncrypted);
  assert.equal((result as CreatedBackup).encrypted, isEncrypted);
  const [event] = stage.events.filter(({ code }) => code === 'encryption-differs');
  assert.match(event?.message ?? '', isEncrypted ? /is encrypted, although/ : /is not encrypted, although/);
  await lastGoodBackup(stage.path, password);
}
