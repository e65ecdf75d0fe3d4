/** Faults of the backup password (F61–F64). */
import { MBCode, MobileBackupError } from '../backup-agent/mobile-backup-error.ts';
import type { FaultDefinition } from './fault.ts';
import { showPrompt } from './sync-faults.ts';

/** What stands for a password that somebody else has set meanwhile. */
const DRIFTED_PASSWORD = 'set meanwhile';

export const encryptionFaults: readonly FaultDefinition[] = [
  {
    id: 'F61',
    title: 'The phone refuses to change the backup password: 207, because the old one is wrong or one is already set.',
    evidence: 'observed',
    strikes: {
      'mb2.ChangePassword': () => ({ kind: 'answer', error: new MobileBackupError(MBCode.invalidPassword, 'Invalid password') }),
    },
  },
  {
    id: 'F62',
    title: 'The phone asks for its passcode before it changes the backup password, waits long, and the user declines: 208.',
    evidence: 'observed',
    on: 'ChangePassword',
    parameters: { seconds: 60 },
    strikes: {
      'mb2.passcode': ({ device, number }) => [
        { kind: 'act', act: (signal) => showPrompt(device, number('seconds'), signal) },
        { kind: 'answer', error: new MobileBackupError(MBCode.deviceLocked, 'Device locked') },
      ],
    },
  },
  {
    id: 'F63',
    title: 'Device management requires encrypted backups: no backup without a password, and the password cannot be removed.',
    evidence: 'read',
    arm: ({ device }) => {
      device.backupPassword.isRequired = true;
    },
    strikes: {},
  },
  {
    id: 'F64',
    title:
      'The backup password is set or removed between the question of the host and the backup, so the backup is not what the phone said.',
    evidence: 'observed',
    times: 1,
    parameters: { to: 'off' },
    choices: { to: ['off', 'on'] },
    strikes: {
      'mb2.Backup': ({ device, text }) => ({
        kind: 'act',
        act: () => {
          device.backupPassword.set(text('to') === 'on' ? DRIFTED_PASSWORD : undefined);
        },
      }),
    },
  },
];
