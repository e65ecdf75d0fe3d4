/** Events of a running job as NDJSON, one object a line: `--events FILE|-`. */
import { closeSync, writeSync } from 'node:fs';
import type { OnProgress } from '../base/index.ts';
import { openOutputFile } from './output-file.ts';
import type { Terminal } from './terminal.ts';

type CliEventKind = 'phase' | 'progress' | 'prompt' | 'file-error' | 'retry' | 'verdict';

/** The body of one event; `schema` and `time` are added when it is written. */
export interface CliEvent {
  readonly kind: CliEventKind;
  readonly phase?: string;
  readonly done?: number;
  readonly total?: number;
  readonly unit?: string;
  readonly item?: string;
  readonly code?: string;
  readonly message?: string;
}

export interface EventStream extends Disposable {
  write(event: CliEvent): void;
}

/** Opens `target`: a file, which is replaced, `-` for stdout, or undefined for nowhere. */
export function openEventStream(target: string | undefined, terminal: Terminal): EventStream {
  if (target === undefined) return { write: () => undefined, [Symbol.dispose]: () => undefined };
  const line = (event: CliEvent) => `${JSON.stringify({ schema: 'backup-lab/event@1', time: new Date().toISOString(), ...event })}\n`;
  if (target === '-') {
    return { write: (event) => void terminal.stdout.write(line(event)), [Symbol.dispose]: () => undefined };
  }
  const file = openOutputFile('--events', target);
  return {
    write: (event) => void writeSync(file, line(event)),
    [Symbol.dispose]: () => {
      closeSync(file);
    },
  };
}

/** Progress as events: a `phase` at the beginning of each phase, and every report. */
export function progressEvents(events: EventStream): OnProgress {
  let phase: string | undefined;
  return ({ phase: now, done, total, unit, item }) => {
    if (now !== phase) events.write({ kind: 'phase', phase: now });
    phase = now;
    events.write({ kind: 'progress', phase: now, done, unit, ...(total !== undefined && { total }), ...(item !== undefined && { item }) });
  };
}
