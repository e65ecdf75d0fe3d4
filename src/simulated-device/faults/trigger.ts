/** When an armed fault strikes: the parts of its trigger, checked when it is armed and asked at every occasion. */
import type { SeededRandom } from '../content/seeded-random.ts';
import { SimulatorError } from '../errors.ts';
import type { FaultTrigger } from './fault.ts';
import type { LinkMeter } from './link-meter.ts';
import { isPoint } from './points.ts';

interface Place {
  readonly point: string;
  readonly argument?: string;
  readonly occurrence?: number;
}

export class Trigger {
  readonly place: Place | undefined;
  readonly after: NonNullable<FaultTrigger['after']>;
  readonly #on: RegExp | undefined;
  readonly #p: number;
  readonly #random: SeededRandom;
  #occasions = 0;

  /** Throws `simulator-fault-malformed`. */
  constructor({ at, after = {}, on, p = 1 }: FaultTrigger, random: SeededRandom) {
    this.place = at === undefined ? undefined : parsePlace(at);
    this.after = after;
    this.#on = on === undefined ? undefined : globToRegExp(on);
    this.#p = p;
    this.#random = random;
    if (!(p >= 0 && p <= 1)) throw malformed(`p is a chance from 0 to 1, not ${String(p)}`);
  }

  /** Whether the fault may strike at that point; counts the occasion. Bytes are the business of whoever writes (`link`). */
  isMet(point: string, argument: string, meter: LinkMeter | undefined): boolean {
    if (point !== (this.place?.point ?? point)) return false;
    if (argument !== (this.place?.argument ?? argument)) return false;
    if (this.#on !== undefined && !this.#on.test(argument)) return false;
    const { bytes = 0, seconds = 0, messages = 0 } = this.after;
    if (bytes + seconds + messages > 0 && !meter?.hasPassed({ bytes, seconds, messages })) return false;
    this.#occasions++;
    if (this.#occasions !== (this.place?.occurrence ?? this.#occasions)) return false;
    return this.#p === 1 || this.#random.uint32() / 0x1_0000_0000 < this.#p;
  }
}

/** `POINT`, `POINT(ARGUMENT)`, each with `#n` behind it for the nth occasion only. */
function parsePlace(at: string): Place {
  const match = /^([A-Za-z0-9.]+)(?:\((.*)\))?(?:#([1-9]\d*))?$/.exec(at);
  const [, point = '', argument, occurrence] = match ?? [];
  if (!isPoint(point)) throw malformed(`there is no point ${JSON.stringify(at)}`);
  return { point, ...(argument !== undefined && { argument }), ...(occurrence !== undefined && { occurrence: Number(occurrence) }) };
}

/** `*` = anything but a slash, `**` = anything, `?` = one character. `file(GLOB)` is the same as GLOB. */
export function globToRegExp(glob: string): RegExp {
  const inner = /^file\((.*)\)$/.exec(glob)?.[1] ?? glob;
  const source = inner.replace(/\*\*\/?|[*?]|[^*?]/gs, (part) => {
    if (part === '**') return '.*';
    if (part === '**/') return '(?:.*/)?';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}

function malformed(message: string): SimulatorError {
  return new SimulatorError('simulator-fault-malformed', message, { data: { reason: message } });
}
