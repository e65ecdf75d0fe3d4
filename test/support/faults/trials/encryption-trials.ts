/** Trials of the faults in `faults/encryption-faults.ts`. */
import type { FaultTrial } from '../fault-trial.ts';

export const encryptionTrials: readonly FaultTrial[] = [];
