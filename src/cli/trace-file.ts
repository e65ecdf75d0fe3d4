/** `simulate --trace FILE`: every message as a line of JSON, without file contents and secrets. */
import { closeSync, writeSync } from 'node:fs';
import type { TraceEvent } from '../simulated-device/index.ts';
import { openOutputFile } from './output-file.ts';

interface TraceFile extends Disposable {
  readonly write: (event: TraceEvent) => void;
}

/** Only the owner may see which computers a device trusts. */
const OWNER_ONLY = 0o600;

/** Replaces the file. Undefined without a name. */
export async function openTraceFile(path: string | undefined): Promise<TraceFile | undefined> {
  if (path === undefined) return undefined;
  const { traceLine } = await import('../simulated-device/index.ts');
  const file = openOutputFile('--trace', path, OWNER_ONLY);
  return {
    write: (event) => void writeSync(file, `${JSON.stringify(traceLine(event))}\n`),
    [Symbol.dispose]: () => {
      closeSync(file);
    },
  };
}
