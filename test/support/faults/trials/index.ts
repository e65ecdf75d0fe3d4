/** Every trial of every fault. One layer is one file; a new fault is one entry there. */
import type { FaultTrial } from '../fault-trial.ts';
import { backupTrials } from './backup-trials.ts';
import { commandTrials } from './command-trials.ts';
import { contentTrials } from './content-trials.ts';
import { encryptionTrials } from './encryption-trials.ts';
import { endingTrials } from './ending-trials.ts';
import { fileTrials } from './file-trials.ts';
import { lockdownTrials } from './lockdown-trials.ts';
import { restoreTrials } from './restore-trials.ts';
import { spaceTrials } from './space-trials.ts';
import { syncTrials } from './sync-trials.ts';
import { transportTrials } from './transport-trials.ts';

export const TRIALS: readonly FaultTrial[] = [
  ...transportTrials,
  ...lockdownTrials,
  ...syncTrials,
  ...backupTrials,
  ...spaceTrials,
  ...fileTrials,
  ...commandTrials,
  ...endingTrials,
  ...contentTrials,
  ...encryptionTrials,
  ...restoreTrials,
];

export function titleOf({ id, name }: FaultTrial): string {
  return name === undefined ? id : `${id} ${name}`;
}
