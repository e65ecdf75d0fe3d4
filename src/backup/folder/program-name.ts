/** Which program this process is, for others that find it at work on a folder or a device. */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** `vscode`: the extension in a window of VS Code. `backup-lab`: the command line. */
export type ProgramName = 'vscode' | 'backup-lab';

const NAMES: ReadonlySet<unknown> = new Set<ProgramName>(['vscode', 'backup-lab']);
/** Node hands it to every worker thread, and it is a worker that writes. */
const KEY = 'ios-backup-lab.program';

/**
 * Says once which program this process is. What it writes beside a backup while it works then names it, so that another program can say who works.
 *
 * @example
 * ```ts
 * nameProgram('backup-lab');
 * ```
 */
export function nameProgram(name: ProgramName): void {
  setEnvironmentData(KEY, name);
}

/** Undefined for a program that has not said so. */
export function ownProgram(): ProgramName | undefined {
  return knownProgram(getEnvironmentData(KEY));
}

/** Returns undefined for any name that is not ours. */
export function knownProgram(value: unknown): ProgramName | undefined {
  return NAMES.has(value) ? (value as ProgramName) : undefined;
}
