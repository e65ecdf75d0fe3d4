/** Turns an id and settings into an armed fault. */
import { SeededRandom } from '../content/seeded-random.ts';
import type { FaultedDevice } from './faulted-device.ts';
import type { Armed } from './armed.ts';
import { findFault } from './catalogue.ts';
import type { FaultDefinition, FaultEffect, FaultOccasion, FaultSettings } from './fault.ts';
import { isPoint } from './points.ts';
import { Trigger, malformed, numberOf } from './trigger.ts';

interface ArmRequest {
  readonly id: string;
  readonly settings: FaultSettings;
  readonly device: FaultedDevice;
  readonly random: SeededRandom;
  readonly isEnabled: boolean;
  readonly later: FaultOccasion['later'];
}

const TRIGGER_KEYS = new Set(['at', 'after', 'on', 'p', 'times']);

/**
 * Whether a fault can be set that way, without any phone: for programs that ask a person. Throws `simulator-fault-unknown`,
 * `simulator-fault-malformed`.
 */
export function checkFault(id: string, settings: FaultSettings): void {
  readSettings(findFault(id), settings, new SeededRandom(1, 'never drawn from'));
}

/** Throws `simulator-fault-unknown`, `simulator-fault-malformed`. */
export function armFault({ id, settings, device, random, isEnabled, later }: ArmRequest): Armed {
  const definition = findFault(id);
  const { trigger, strikes, times, parameters } = readSettings(definition, settings, random);
  const common = {
    device,
    random,
    later,
    memory: new Map<string, unknown>(),
    number: (name: string) => Number(parameters.get(name)),
    text: (name: string) => String(parameters.get(name)),
  };
  let struck = 0;
  let isArmed = true;
  if (isEnabled) definition.arm?.(common);
  return {
    id: definition.id,
    trigger,
    get struck() {
      return struck;
    },
    disarm: () => {
      isArmed = false;
    },
    watches: (point) => isArmed && struck < times && strikes[point] !== undefined,
    strike: (point, argument, meter) => {
      const act = strikes[point];
      if (!isArmed || struck >= times || act === undefined || !trigger.isMet(point, argument, meter)) return undefined;
      const effect = act({ ...common, point, argument, time: struck + 1 });
      if (effect === undefined) return undefined;
      struck++;
      return Array.isArray(effect) ? (effect as readonly FaultEffect[]) : [effect as FaultEffect];
    },
  };
}

function readSettings(definition: FaultDefinition, settings: FaultSettings, random: SeededRandom) {
  const trigger = new Trigger(triggerOf(definition, settings), random);
  return {
    trigger,
    strikes: placedStrikes(definition, trigger.place?.point),
    times: timesOf(definition, settings),
    parameters: parametersOf(definition, settings),
  };
}

/** Somebody who says where a fault strikes does not mean the place where it does so otherwise. */
function triggerOf(definition: FaultDefinition, { at, after, on, p }: FaultSettings): ConstructorParameters<typeof Trigger>[0] {
  if (at !== undefined) return { at, after, on, p };
  return { after: after ?? definition.after, on: on ?? definition.on, p };
}

function timesOf({ id, times: standard = Infinity }: FaultDefinition, { times }: FaultSettings): number {
  if (times === undefined) return standard;
  const count = numberOf(times);
  if (Number.isInteger(count) && count >= 1) return count;
  throw malformed(
    { problem: 'times', id, value: String(times) },
    `${id}: times must be a whole number of at least 1, not ${String(times)}`,
  );
}

/** A fault that only acts on the link can be put anywhere; any other only where it stands in the catalogue. */
function placedStrikes({ id, strikes }: FaultDefinition, point: string | undefined): FaultDefinition['strikes'] {
  if (point === undefined || strikes[point] !== undefined) return strikes;
  if (strikes.link !== undefined && isPoint(point)) return { [point]: strikes.link };
  const places = Object.keys(strikes);
  if (places.length === 0) throw malformed({ problem: 'at-once', id }, `${id} happens when it is armed, so it does not take at`);
  throw malformed({ problem: 'place', id, value: point, known: places }, `${id} cannot occur at ${point}, only at ${places.join(', ')}`);
}

function parametersOf(definition: FaultDefinition, settings: FaultSettings): Map<string, string | number> {
  const { id, parameters = {}, choices = {} } = definition;
  const values = new Map(Object.entries(parameters));
  for (const [name, value] of Object.entries(settings)) {
    if (TRIGGER_KEYS.has(name) || value === undefined) continue;
    const standard = values.get(name);
    if (standard === undefined) {
      const known = [...TRIGGER_KEYS, ...values.keys()];
      throw malformed(
        { problem: 'parameter', id, name, known },
        `${id} has no parameter ${JSON.stringify(name)}; it has ${known.join(', ')}`,
      );
    }
    values.set(name, typeof standard === 'number' ? numberFor(id, name, value) : wordFor(id, name, value, choices[name]));
  }
  return values;
}

function numberFor(id: string, name: string, value: unknown): number {
  const number = numberOf(value);
  if (Number.isFinite(number) && number >= 0) return number;
  throw malformed({ problem: 'number', id, name, value: shown(value) }, `${id}: ${name} takes a number, not ${JSON.stringify(value)}`);
}

function wordFor(id: string, name: string, value: unknown, choices: readonly string[] | undefined): string {
  if (typeof value !== 'string') throw malformed({ problem: 'word', id, name }, `${id}: ${name} takes a word`);
  if (choices !== undefined && !choices.includes(value)) {
    throw malformed(
      { problem: 'choice', id, name, value, known: choices },
      `${id}: ${name} is one of ${choices.join(', ')}, not ${JSON.stringify(value)}`,
    );
  }
  return value;
}

/** What was given, as it was written. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
