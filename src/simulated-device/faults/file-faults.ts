/** Faults of the file stream and of the commands around it (F41–F49, F51–F59). */
import type { FaultDefinition } from './fault.ts';

export const fileFaults: readonly FaultDefinition[] = [];
