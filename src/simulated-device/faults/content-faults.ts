/** Faults of what is backed up: sizes, names, damage (F47, F50, F60). */
import type { FaultDefinition } from './fault.ts';

export const contentFaults: readonly FaultDefinition[] = [];
