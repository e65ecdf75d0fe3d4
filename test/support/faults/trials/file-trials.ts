/** Trials of the faults in `faults/file-faults.ts`. */
import type { FaultTrial } from '../fault-trial.ts';

export const fileTrials: readonly FaultTrial[] = [];
