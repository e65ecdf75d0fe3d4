/** Who called whom: the call history, and the voicemails of calls that were missed. */
import type { PhoneBuilder } from '../../phone-builder.ts';
import { SAMPLE_PEOPLE } from './people.ts';

const CALLS = 120;
const NEWEST_CALLS = 4;
/** Every so many calls somebody is not reached, and leaves a voicemail. */
const MISSED_EVERY = 23;
const HOUR_SECONDS = 3600;

export interface Call {
  /** From 1; the row. */
  readonly id: number;
  readonly uuid: string;
  /** The row in the contacts; absent for a number that is not there. */
  readonly person?: number;
  readonly address: string;
  readonly kind: 'phone' | 'facetime-audio' | 'facetime-video';
  readonly isOutgoing: boolean;
  readonly isAnswered: boolean;
  /** Unix seconds. */
  readonly startedAt: number;
  /** Seconds. */
  readonly duration: number;
}

interface Voicemail {
  readonly id: number;
  /** The call that was missed. */
  readonly call: Call;
  /** Unix seconds. */
  readonly leftAt: number;
  /** Seconds. */
  readonly duration: number;
}

const STRANGER = '+15555550150';

/** By time, oldest first; the last ones are still in the log. */
export function sampleCalls(phone: PhoneBuilder): { readonly calls: readonly Call[]; readonly newest: readonly Call[] } {
  const all = Array.from({ length: CALLS + NEWEST_CALLS }, (_, index) => makeCall(phone, index + 1));
  return { calls: all.slice(0, CALLS), newest: all.slice(CALLS) };
}

function makeCall(phone: PhoneBuilder, id: number): Call {
  const random = phone.random(`call ${id}`);
  const isMissed = id % MISSED_EVERY === 0;
  const isOutgoing = random.int(0, 1) === 1 && !isMissed;
  const isAnswered = random.int(0, 3) > 0 && !isMissed;
  const isStranger = id % 17 === 0;
  const person = random.pick(SAMPLE_PEOPLE);
  return {
    id,
    uuid: random.uuid(),
    ...(isStranger ? {} : { person: person.id }),
    address: isStranger ? STRANGER : person.phoneNumber,
    kind: isStranger || isMissed ? 'phone' : random.pick(['phone', 'phone', 'phone', 'facetime-audio', 'facetime-video'] as const),
    isOutgoing,
    isAnswered,
    startedAt: phone.now - (CALLS + 10 - id) * HOUR_SECONDS * 5 + random.int(0, HOUR_SECONDS),
    duration: isAnswered ? random.int(5, 900) : 0,
  };
}

export function sampleVoicemails(phone: PhoneBuilder): readonly Voicemail[] {
  const missed = sampleCalls(phone).calls.filter(({ id }) => id % MISSED_EVERY === 0);
  return missed.map((call, index) => ({ id: index + 1, call, leftAt: call.startedAt + 25, duration: 4 * (index + 1) }));
}
