/** Trials of the faults in `faults/backup-faults.ts`. */
import assert from 'node:assert/strict';
import { occurrences, type FaultTrial } from '../fault-trial.ts';

export const backupTrials: readonly FaultTrial[] = [
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
];
