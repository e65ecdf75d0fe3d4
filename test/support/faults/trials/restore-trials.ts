/** Trials of the faults in `faults/restore-faults.ts`. */
import type { FaultTrial } from '../fault-trial.ts';

export const restoreTrials: readonly FaultTrial[] = [];
