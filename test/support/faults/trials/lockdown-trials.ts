/** Trials of the faults in `faults/lockdown-faults.ts`. */
import type { FaultTrial } from '../fault-trial.ts';

export const lockdownTrials: readonly FaultTrial[] = [];
