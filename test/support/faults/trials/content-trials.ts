/** Trials of the faults in `faults/content-faults.ts`. */
import type { FaultTrial } from '../fault-trial.ts';

export const contentTrials: readonly FaultTrial[] = [];
