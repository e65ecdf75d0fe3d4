/** Faults of the backup password (F61–F64). */
import type { FaultDefinition } from './fault.ts';

export const encryptionFaults: readonly FaultDefinition[] = [];
