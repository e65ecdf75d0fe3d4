/** Trials of the faults in `faults/space-faults.ts`. */
import type { FaultTrial } from '../fault-trial.ts';

export const spaceTrials: readonly FaultTrial[] = [];
