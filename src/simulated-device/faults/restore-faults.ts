/** Faults of a restore (F65–F74). */
import type { FaultDefinition } from './fault.ts';

export const restoreFaults: readonly FaultDefinition[] = [];
