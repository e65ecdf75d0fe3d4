/** Trials of the faults in `faults/restore-faults.ts`: our client restores the good backup. */
import assert from 'node:assert/strict';
import type { RestoredBackup } from '../../../../src/backup/index.ts';
import type { PhoneFile, SimulatedDeviceOptions } from '../../../../src/simulated-device/index.ts';
import { downloads, lastResponse, restoreWith, untilBack } from '../../restore-run.ts';
import { MOBILE_BACKUP, occurrences, type FaultTrial, type TrialOutcome, type TrialStage } from '../fault-trial.ts';
import { trialContent } from '../trial-content.ts';

const PHONE: SimulatedDeviceOptions = { restartSeconds: 0 };
const ARGUMENTS = ['restore', '--no-reboot', '{dir}'];

const restore = (stage: TrialStage) => restoreWith(stage, { choices: { system: true } });

/** The answer on the wire to the letter, and a phone on which nothing has changed. */
function refused(code: number, description: string): (outcome: TrialOutcome) => void {
  return ({ stage, sent }) => {
    assert.equal(occurrences(sent(), inBinaryPlist(description)), 1);
    assert.deepEqual(lastResponse(stage.trace), { code, description });
    const [record] = stage.phone.restored;
    assert.equal(record?.isDone ?? false, false);
    assert.equal(textOf(stage.phone.content.file('AppDomain-com.example.trial', 'Documents/changed.txt')), 'changed after the good backup');
    assert.equal(stage.phone.media.has('/iTunesRestore'), false);
  };
}

export const restoreTrials: readonly FaultTrial[] = [
  {
    id: 'F65',
    phone: PHONE,
    act: restore,
    code: 'device-refused',
    deviceCode: 208,
    words: /Unlock the device, restore again/,
    check: refused(208, 'Device locked (MBErrorDomain/208)'),
    tool: { args: ARGUMENTS, exit: 48, output: /ErrorCode 208: Device locked/ },
  },
  {
    id: 'F66',
    phone: PHONE,
    act: restore,
    code: 'device-refused',
    deviceCode: 207,
    words: /backup password is wrong/,
    check: refused(
      207,
      'Invalid password when restoring encrypted backup (MBErrorDomain/207). Underlying error: MKBKeyBagUnlock error (-3) (MBErrorDomain/207).',
    ),
    tool: { args: ARGUMENTS, exit: 49, output: /ErrorCode 207: Invalid password when restoring encrypted backup/ },
  },
  {
    id: 'F67',
    phone: PHONE,
    act: restore,
    code: 'device-refused',
    deviceCode: 211,
    words: /Turn off Find My/,
    check: refused(211, 'Find My is on (MBErrorDomain/211)'),
    tool: { args: ARGUMENTS, exit: 45, output: /ErrorCode 211/ },
  },
  {
    id: 'F68',
    phone: PHONE,
    act: restore,
    code: 'device-refused',
    deviceCode: 203,
    words: /newer system.*Update the device/,
    check: refused(203, 'Backup is from an incompatible OS version (MBErrorDomain/203)'),
    tool: { args: ARGUMENTS, exit: 53, output: /ErrorCode 203: Backup is from an incompatible OS version/ },
  },
  {
    id: 'F69',
    phone: PHONE,
    act: restore,
    code: 'device-refused',
    deviceCode: 102,
    words: /Restart the device/,
    check: async (outcome) => {
      refused(
        102,
        'Failed to move the incomplete restore directory into place at path "/var/.backup.i" (MBErrorDomain/102). Underlying error: ' +
          'A file with the same name already exists (NSCocoaErrorDomain/516). Underlying error: File exists (NSPOSIXErrorDomain/17).',
      )(outcome);
      await outcome.stage.phone.reboot();
      assert.equal(await filesSent(outcome.stage), 6);
    },
    tool: { args: ARGUMENTS, exit: 154, output: /ErrorCode 102: Failed to move the incomplete restore directory into place/ },
  },
  {
    id: 'F70',
    phone: PHONE,
    act: restore,
    code: 'device-refused',
    deviceCode: 205,
    words: /damaged or incomplete.*backup-lab verify BACKUP/,
    check: refused(205, 'Multiple errors downloading files (MBErrorDomain/205)'),
    tool: { args: ARGUMENTS, exit: 51, output: /ErrorCode 205: Multiple errors downloading files/ },
  },
  {
    id: 'F70',
    name: 'of another kind',
    settings: { reason: 'type' },
    phone: PHONE,
    act: restore,
    code: 'device-refused',
    deviceCode: 205,
    words: /Invalid file type/,
    check: refused(205, 'Invalid file type (MBErrorDomain/205)'),
    tool: { args: ARGUMENTS, exit: 51, output: /Invalid file type/ },
  },
  {
    id: 'F71',
    phone: { ...PHONE, content: contentWithDecomposedName() },
    act: restore,
    code: 'device-refused',
    deviceCode: 2,
    words: /could not put a file in its place/,
    check: refused(
      2,
      '_restoreRegularFiles:size: rename error: No such file or directory (2) at path "/private/var/mobile/.backup.i/var/mobile/' +
        'Documents/cafe\u0301.txt" (MBErrorDomain/2). Underlying error: No such file or directory (NSPOSIXErrorDomain/2).',
    ),
    tool: { args: ARGUMENTS, exit: 254, output: /rename error: No such file or directory/ },
  },
  {
    id: 'F72',
    phone: PHONE,
    act: restore,
    code: 'device-refused',
    deviceCode: 1,
    words: /Home Screen, then restore again/,
    check: async (outcome) => {
      refused(1, 'SpringBoard is not ready (MBErrorDomain/1)')(outcome);
      assert.equal(await filesSent(outcome.stage), 6);
    },
    tool: { args: ARGUMENTS, exit: 255, output: /ErrorCode 1: SpringBoard is not ready/ },
  },
  {
    id: 'F73',
    phone: PHONE,
    act: async (stage) => {
      const before = stage.phone.deviceId;
      const result = await restore(stage);
      await untilBack(stage, before);
      return result;
    },
    check: ({ stage, result }) => {
      assert.equal((result as RestoredBackup).restarts, true);
      assert.equal(stage.phone.restored[0]?.isDone, true);
      const goodbyes = stage.trace.filter(
        ({ channel, from, message }) => channel === MOBILE_BACKUP && from === 'host' && isGoodbye(message),
      );
      assert.deepEqual(goodbyes, []);
    },
    tool: { args: ['restore', '{dir}'], exit: 0, output: /Restore Successful/ },
  },
  {
    id: 'F74',
    phone: PHONE,
    act: restore,
    check: ({ stage, result }) => {
      const { filesSent: sent, filesInBackup } = result as RestoredBackup;
      assert.deepEqual([sent, filesInBackup], [2, 6]);
      assert.equal(
        downloads(stage.trace)
          .flat()
          .filter((path) => /[0-9a-f]{40}$/.test(path)).length,
        2,
      );
      assert.equal(stage.phone.restored[0]?.isDone, true);
      const file = stage.phone.content.file('AppDomain-com.example.trial', 'Documents/changed.txt');
      assert.equal(textOf(file), 'changed after the good backup');
    },
    tool: { args: ARGUMENTS, exit: 0, output: /Restore Successful/ },
  },
];

/** One byte a character, or two where one of them needs it. */
function inBinaryPlist(text: string): Buffer {
  return Buffer.byteLength(text) === text.length ? Buffer.from(text) : Buffer.from(text, 'utf16le').swap16();
}

async function filesSent(stage: TrialStage): Promise<number> {
  return (await restore(stage)).filesSent;
}

function isGoodbye(message: unknown): boolean {
  return Array.isArray(message) && message[0] === 'DLMessageDisconnect';
}

function textOf(file: PhoneFile | undefined): string {
  const content = file?.read() ?? new Uint8Array(0);
  return Buffer.concat(content instanceof Uint8Array ? [content] : [...content]).toString();
}

function contentWithDecomposedName() {
  const content = trialContent();
  content.setFile('AppDomain-com.example.trial', 'Documents/cafe\u0301.txt', { content: 'a name in two parts' });
  return content;
}
