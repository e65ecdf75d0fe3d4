/** How a long command reports while it works: the options `--progress` and `--events`, progress on stderr, events as NDJSON. */
import type { Command } from 'commander';
import type { BackupEvent } from '../backup/index.ts';
import type { OnProgress } from '../base/index.ts';
import { outputOption } from './command-help.ts';
import { progressEvents, type EventStream } from './event-stream.ts';
import { openProgressLine } from './progress-line.ts';
import { say, type Terminal } from './terminal.ts';

export interface ProgressOptions {
  readonly progress?: true;
}

export interface EventOptions extends ProgressOptions {
  readonly events?: string;
}

export function withProgressOption(command: Command): Command {
  return command.addOption(outputOption('--progress', 'Show progress on stderr even if it is not a terminal'));
}

export function withEventOptions(command: Command): Command {
  return withProgressOption(command.addOption(outputOption('--events <FILE>', 'Write events as NDJSON to a file, or to stdout with -')));
}

interface JobProgress extends Disposable {
  readonly onProgress: OnProgress;
}

/** Shows progress until it is disposed of; with `events` it is written there too. */
export function openJobProgress({ progress }: ProgressOptions, terminal: Terminal, events?: EventStream): JobProgress {
  const line = openProgressLine(terminal, progress === true);
  const write = events === undefined ? undefined : progressEvents(events);
  return {
    onProgress: (report) => {
      line.show(report);
      write?.(report);
    },
    [Symbol.dispose]: () => {
      line[Symbol.dispose]();
    },
  };
}

/** Writes an event of a run with a device; what a person has to do or know is said as well. */
export function reportEvent(events: EventStream, terminal: Terminal): (event: BackupEvent) => void {
  return (event) => {
    events.write(event);
    if (event.kind === 'prompt' || event.kind === 'retry' || event.code === 'encryption-differs') say(terminal, event.message);
  };
}
