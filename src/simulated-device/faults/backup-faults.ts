/** Faults of the negotiation of a backup (F30–F36). */
import { MBCode, MobileBackupError } from '../backup-agent/mobile-backup-error.ts';
import type { FaultDefinition } from './fault.ts';

export const backupFaults: readonly FaultDefinition[] = [
  {
    id: 'F33',
    title: 'A file-system snapshot of an earlier, cancelled backup still stands, until the phone is restarted.',
    evidence: 'observed',
    strikes: {
      'mb2.scan': () => ({
        kind: 'answer',
        error: new MobileBackupError(MBCode.exists, 'Failed to create snapshot: File exists (17)', { path: '/private/var' }),
      }),
    },
  },
];
