/** Faults of a restore (F65–F74). */
import { MBCode, MobileBackupError } from '../backup-agent/mobile-backup-error.ts';
import { wrongPassword } from '../backup-agent/restore/restore-source.ts';
import type { FaultDefinition, FaultEffect, FaultOccasion } from './fault.ts';

const INVALID_FILE_TYPE = 'Invalid file type';

export const restoreFaults: readonly FaultDefinition[] = [
  {
    id: 'F65',
    title: 'The phone is locked, and the passcode is not entered.',
    evidence: 'observed',
    on: 'Restore',
    strikes: { 'mb2.passcode': () => answer(new MobileBackupError(MBCode.deviceLocked, 'Device locked')) },
  },
  {
    id: 'F66',
    title: 'The phone reports that the backup password is wrong.',
    evidence: 'observed',
    strikes: { 'mb2.check': at('keybag', wrongPassword) },
  },
  {
    id: 'F67',
    title: 'Find My is on.',
    evidence: 'observed',
    strikes: {},
    arm: ({ device }) => {
      device.values.set('com.apple.fmip', 'IsAssociated', true);
    },
  },
  {
    id: 'F68',
    title: 'The backup is from a newer system than that of the phone.',
    evidence: 'observed',
    strikes: { 'mb2.check': at('version', () => new MobileBackupError(MBCode.incompatible, 'Backup is from an incompatible OS version')) },
  },
  {
    id: 'F69',
    title: 'An earlier restore still waits for a restart of the phone.',
    evidence: 'observed',
    strikes: {},
    arm: ({ device }) => {
      device.power.awaitsReboot = true;
    },
  },
  {
    id: 'F70',
    title: 'The phone gives up on a file: the host could not supply it (`reason` missing), or it is not what its row says (`reason` type).',
    evidence: 'observed',
    on: 'AppDomain-*/**',
    times: 1,
    parameters: { reason: 'missing' },
    strikes: {
      'file.place': ({ text }) => {
        const said = text('reason') === 'type' ? INVALID_FILE_TYPE : 'Multiple errors downloading files';
        return answer(new MobileBackupError(MBCode.corrupt, said));
      },
    },
  },
  {
    id: 'F71',
    title: 'A file with a name in decomposed Unicode cannot be moved to its place.',
    evidence: 'observed',
    strikes: { 'file.place': ({ argument }) => (argument === argument.normalize('NFC') ? undefined : answer(renameError(argument))) },
  },
  {
    id: 'F72',
    title: 'SpringBoard is not ready yet. The next attempt succeeds.',
    evidence: 'observed',
    times: 1,
    strikes: { 'mb2.Restore': () => answer(new MobileBackupError(MBCode.internal, 'SpringBoard is not ready')) },
  },
  {
    id: 'F73',
    title: 'The phone reports success and restarts at once, without waiting for the host to leave.',
    evidence: 'observed',
    on: 'Restore',
    strikes: {
      'mb2.Response': ({ device }) => ({
        kind: 'act',
        act: () => {
          device.power.isHasty = true;
        },
      }),
    },
  },
  {
    id: 'F74',
    title: 'Apps are installed, but their data is not requested.',
    evidence: 'observed',
    on: 'AppDomain-*/**',
    strikes: { 'file.download': () => ({ kind: 'skip' }) },
  },
];

function answer(error: MobileBackupError): FaultEffect {
  return { kind: 'answer', error };
}

function at(check: string, error: () => MobileBackupError): (occasion: FaultOccasion) => FaultEffect | undefined {
  return ({ argument }) => (argument === check ? answer(error()) : undefined);
}

/** As a log of iOS 26.6.2 has it. */
function renameError(place: string): MobileBackupError {
  const relativePath = place.slice(place.indexOf('/') + 1);
  const underlying = new MobileBackupError(2, 'No such file or directory', { domain: 'NSPOSIXErrorDomain' });
  const path = `/private/var/mobile/.backup.i/var/mobile/${relativePath}`;
  const text = '_restoreRegularFiles:size: rename error: No such file or directory (2)';
  return new MobileBackupError(MBCode.multiple, text, { path, underlying });
}
