/** Trials of the faults in `faults/sync-faults.ts`. */
import type { FaultTrial } from '../fault-trial.ts';

export const syncTrials: readonly FaultTrial[] = [];
