/** Faults of the sync lock, of notifications and of the person with the phone (F23–F29). */
import type { FaultDefinition } from './fault.ts';

export const syncFaults: readonly FaultDefinition[] = [];
