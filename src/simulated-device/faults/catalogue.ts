/** Every fault by id. Each layer has a file, and a new fault is one entry in it. */
import { SimulatorError } from '../errors.ts';
import { backupFaults } from './backup-faults.ts';
import { commandFaults } from './command-faults.ts';
import { contentFaults } from './content-faults.ts';
import { encryptionFaults } from './encryption-faults.ts';
import { endingFaults } from './ending-faults.ts';
import type { FaultDefinition } from './fault.ts';
import { fileFaults } from './file-faults.ts';
import { lockdownFaults } from './lockdown-faults.ts';
import { restoreFaults } from './restore-faults.ts';
import { spaceFaults } from './space-faults.ts';
import { syncFaults } from './sync-faults.ts';
import { transportFaults } from './transport-faults.ts';

/**
 * All faults, ordered by id.
 *
 * @example
 * ```ts
 * for (const { id, title } of FAULTS) console.log(id, title);
 * phone.fault('F05', { after: { bytes: 1_000_000 } }); // the cable is pulled after a megabyte
 * ```
 */
export const FAULTS: readonly FaultDefinition[] = [
  ...transportFaults,
  ...lockdownFaults,
  ...syncFaults,
  ...backupFaults,
  ...spaceFaults,
  ...fileFaults,
  ...commandFaults,
  ...endingFaults,
  ...contentFaults,
  ...encryptionFaults,
  ...restoreFaults,
].sort((a, b) => (a.id < b.id ? -1 : 1));

/** Throws `simulator-fault-unknown`. */
export function findFault(id: string): FaultDefinition {
  const definition = FAULTS.find((fault) => fault.id === id.toUpperCase());
  if (definition !== undefined) return definition;
  const known = rangesOf(FAULTS.map((fault) => fault.id));
  throw new SimulatorError('simulator-fault-unknown', `there is no fault ${JSON.stringify(id)}`, { data: { id, known } });
}

/** `F01–F03, F05`: three or more in a row become a range. */
function rangesOf(ids: readonly string[]): string {
  const runs: string[][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    const isNext = run !== undefined && Number(id.slice(1)) === Number(run.at(-1)?.slice(1)) + 1;
    if (isNext) run.push(id);
    else runs.push([id]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0] ?? ''}–${run.at(-1) ?? ''}` : run.join(', '))).join(', ');
}
