/** Faults of lockdownd and pairing (F11–F22). */
import type { FaultDefinition } from './fault.ts';

export const lockdownFaults: readonly FaultDefinition[] = [];
