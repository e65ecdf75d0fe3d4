/** When an armed fault strikes: the parts of its trigger, checked when it is armed and evaluated at every point. */
import type { SeededRandom } from '../content/seeded-random.ts';
import { SimulatorError, type MalformedFault } from '../errors.ts';
import type { After, FaultTrigger } from './fault.ts';
import type { LinkMeter } from './link-meter.ts';
import { isPoint } from './points.ts';

interface Place {
  readonly point: string;
  readonly argument?: string;
  readonly occurrence?: number;
}

const UNITS = ['bytes', 'seconds', 'messages'] as const;

export class Trigger {
  readonly place: Place | undefined;
  readonly after: Required<After>;
  readonly #on: RegExp | undefined;
  readonly #p: number;
  readonly #random: SeededRandom;
  #occasions = 0;

  /** Takes what a file or a command line said, so nothing is trusted. Throws `simulator-fault-malformed`. */
  constructor({ at, after, on, p }: { readonly [Key in keyof FaultTrigger]?: unknown }, random: SeededRandom) {
    this.place = at === undefined ? undefined : parsePlace(textOf('at', at));
    this.after = parseAfter(after);
    this.#on = on === undefined ? undefined : globToRegExp(textOf('on', on));
    this.#p = p === undefined ? 1 : numberOf(p);
    this.#random = random;
    if (!(this.#p >= 0 && this.#p <= 1)) {
      throw malformed({ problem: 'probability', value: String(p) }, `p must be a probability from 0 to 1, not ${String(p)}`);
    }
  }

  /** Whether the fault may strike at that point; counts the occasion, which is one on which everything but `#n` and `p` is true. */
  isMet(point: string, argument: string, meter: LinkMeter | undefined): boolean {
    if (this.place !== undefined && this.place.point !== point) return false;
    if (this.place?.argument !== undefined && this.place.argument !== argument) return false;
    if (this.#on !== undefined && !this.#on.test(argument)) return false;
    if (UNITS.some((unit) => this.after[unit] > 0) && meter?.hasPassed(this.after) !== true) return false;
    this.#occasions++;
    if (this.place?.occurrence !== undefined && this.#occasions !== this.place.occurrence) return false;
    return this.#p === 1 || this.#random.uint32() / 0x1_0000_0000 < this.#p;
  }
}

/** `POINT`, `POINT(ARGUMENT)`, each with `#n` behind it for the nth occasion only. */
function parsePlace(at: string): Place {
  const match = /^([A-Za-z0-9.]+)(?:\((.*)\))?(?:#([1-9]\d*))?$/.exec(at);
  const [, point = '', argument, occurrence] = match ?? [];
  if (!isPoint(point)) throw malformed({ problem: 'point', value: at }, `there is no point ${JSON.stringify(at)}`);
  return { point, ...(argument !== undefined && { argument }), ...(occurrence !== undefined && { occurrence: Number(occurrence) }) };
}

/** `{ bytes, seconds, messages }`, or text: `30s`, `bytes=1048576`, `messages=3`, several joined by `+`. */
function parseAfter(after: unknown): Required<After> {
  const limits = { bytes: 0, seconds: 0, messages: 0 };
  for (const [unit, value] of afterEntries(after)) {
    const name = UNITS.find((known) => known === unit);
    const limit = numberOf(value);
    if (name === undefined || !(limit >= 0) || !Number.isFinite(limit) || (name !== 'seconds' && !Number.isInteger(limit))) {
      const given = `${unit}=${String(value)}`;
      throw malformed(
        { problem: 'after', value: given },
        `after is bytes=N, messages=N, seconds=N or Ns, several joined by +; ${given} is none of them`,
      );
    }
    limits[name] = limit;
  }
  return limits;
}

function afterEntries(after: unknown): [unit: string, value: unknown][] {
  if (after === undefined) return [];
  if (typeof after === 'object' && after !== null) return Object.entries(after);
  return textOf('after', after)
    .split('+')
    .map((part) => {
      const [unit = '', value = ''] = part.split('=', 2);
      return /^[\d.]+s$/.test(part) ? ['seconds', part.slice(0, -1)] : [unit.trim(), value.trim()];
    });
}

/** `*` = anything but a slash, `**` = anything, `?` = one character. `file(GLOB)` is the same as GLOB. */
function globToRegExp(glob: string): RegExp {
  const inner = /^file\((.*)\)$/.exec(glob)?.[1] ?? glob;
  const source = inner.replace(/\*\*\/?|[*?]|[^*?]/gs, (part) => {
    if (part === '**') return '.*';
    if (part === '**/') return '(?:.*/)?';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}

function textOf(key: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw malformed({ problem: 'text', name: key }, `${key} takes text`);
}

/** NaN for what is no number. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
}

/** `reason` is for programmers; people read words that are made from the facts. */
export function malformed(facts: MalformedFault, reason: string): SimulatorError {
  return new SimulatorError('simulator-fault-malformed', reason, { data: { ...facts, reason } });
}
