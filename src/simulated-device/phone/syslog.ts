/** The phone's own log, for hosts that listen to syslog_relay or os_trace_relay. Nothing is kept. */
import { Emitter, type Disposable, type Log } from '../../base/index.ts';

export type SyslogLevel = 'Notice' | 'Warning' | 'Error';

export interface SyslogEntry {
  readonly date: Date;
  /** What the phone is called. */
  readonly name: string;
  readonly program: string;
  readonly pid: number;
  readonly level: SyslogLevel;
  /** One line. */
  readonly text: string;
}

/** Says one line, as the program of the phone that did it. */
export type SayInSyslog = (program: string, text: string, level?: SyslogLevel) => void;

interface SyslogOptions {
  readonly now: () => Date;
  readonly name: () => string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Lines of a real relay are cut there or before (assumed). */
const MOST_TEXT = 1024;
/** A program has the same process number in all lines of a run; which one says nothing. */
const FIRST_PID = 50;

export class PhoneSyslog {
  readonly #options: SyslogOptions;
  readonly #entries = new Emitter<SyslogEntry>();
  readonly #pids = new Map<string, number>();
  #listeners = 0;

  constructor(options: SyslogOptions) {
    this.#options = options;
  }

  /** How many hosts listen. */
  get listeners(): number {
    return this.#listeners;
  }

  /** Hears every entry from now on. */
  listen(hear: (entry: SyslogEntry) => void): Disposable {
    this.#listeners++;
    const subscription = this.#entries.event(hear);
    return {
      dispose: () => {
        this.#listeners--;
        subscription.dispose();
      },
    };
  }

  /** `text` may come from a host: control characters, which could make up further lines, become spaces. */
  readonly say: SayInSyslog = (program, text, level = 'Notice') => {
    if (this.#listeners === 0) return;
    const { now, name } = this.#options;
    this.#entries.fire({ date: now(), name: oneWord(name()), program, pid: this.#pidOf(program), level, text: oneLine(text) });
  };

  /** A log whose lines are in the phone's as well. */
  tee(log: Log): Log {
    const also = (level: SyslogLevel, write: (message: string) => void) => (message: string) => {
      write(message);
      this.say(/^(?:fault|simulator)\b/.test(message) ? 'simulator' : 'BackupAgent2', message, level);
    };
    return {
      trace: log.trace.bind(log),
      debug: log.debug.bind(log),
      info: also('Notice', log.info.bind(log)),
      warn: also('Warning', log.warn.bind(log)),
      error: also('Error', log.error.bind(log)),
    };
  }

  /** The programs that have said something, by their number. */
  get programs(): ReadonlyMap<number, string> {
    return new Map([...this.#pids].map(([program, pid]) => [pid, program]));
  }

  #pidOf(program: string): number {
    const known = this.#pids.get(program);
    if (known !== undefined) return known;
    const pid = FIRST_PID + this.#pids.size;
    this.#pids.set(program, pid);
    return pid;
  }
}

/** An entry as a line, without a line end. */
export function formatLine({ date, name, program, pid, level, text }: SyslogEntry): string {
  return `${stamp(date)} ${name} ${program}[${String(pid)}] <${level}>: ${text}`;
}

/** "Jan  2 03:04:05", in the phone's time zone, which is UTC. */
function stamp(date: Date): string {
  const month = MONTHS[date.getUTCMonth()] ?? '';
  return `${month} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return text.slice(0, MOST_TEXT).replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}

/** As a phone makes its host name. */
function oneWord(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'iPhone';
}
