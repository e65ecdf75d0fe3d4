/** Faults of space, on the host and on the phone (F37–F40). */
import type { FaultDefinition } from './fault.ts';

export const spaceFaults: readonly FaultDefinition[] = [];
