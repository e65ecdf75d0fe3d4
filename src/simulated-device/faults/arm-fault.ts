/** Turns an id and settings into a fault that waits for its occasion. */
import type { SeededRandom } from '../content/seeded-random.ts';
import type { SimulatedDevice } from '../device.ts';
import { SimulatorError } from '../errors.ts';
import { findFault } from './catalogue.ts';
import type { ArmedFault, FaultDefinition, FaultEffect, FaultOccasion, FaultSettings } from './fault.ts';
import type { LinkMeter } from './link-meter.ts';
import { isPoint } from './points.ts';
import { Trigger } from './trigger.ts';

export interface Armed extends ArmedFault {
  readonly trigger: Trigger;
  watches(point: string): boolean;
  /** Undefined when it does not strike on this occasion. */
  strike(point: string, argument: string, meter: LinkMeter | undefined): FaultEffect | undefined;
}

export interface ArmRequest {
  readonly id: string;
  readonly settings: FaultSettings;
  readonly device: SimulatedDevice;
  readonly random: SeededRandom;
  readonly isEnabled: boolean;
}

const TRIGGER_KEYS = new Set(['at', 'after', 'on', 'p', 'times']);

export function armFault({ id, settings, device, random, isEnabled }: ArmRequest): Armed {
  const definition = findFault(id);
  const { at, after = definition.after, on = definition.on, p, times = definition.times ?? Infinity } = settings;
  const trigger = new Trigger({ at, after, on, p } as ConstructorParameters<typeof Trigger>[0], random);
  const strikes = placedStrikes(definition, trigger.place?.point);
  const parameters = parametersOf(definition, settings);
  const memory = new Map<string, unknown>();
  let struck = 0;
  let isArmed = true;
  const common = {
    device,
    random,
    memory,
    number: (name: string) => Number(parameters.get(name)),
    text: (name: string) => String(parameters.get(name)),
  };
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
      const occasion: FaultOccasion = { ...common, point, argument, time: struck + 1 };
      const effect = act(occasion);
      if (effect !== undefined) struck++;
      return effect;
    },
  };
}

/** A fault that only acts on the link can be put anywhere; any other only where it stands in the catalogue. */
function placedStrikes(definition: FaultDefinition, point: string | undefined): FaultDefinition['strikes'] {
  if (point === undefined || definition.strikes[point] !== undefined) return definition.strikes;
  const link = definition.strikes.link;
  if (link !== undefined && isPoint(point)) return { [point]: link };
  throw malformed(`${definition.id} cannot strike at ${point}, only at ${Object.keys(definition.strikes).join(', ')}`);
}

function parametersOf({ id, parameters = {} }: FaultDefinition, settings: FaultSettings): Map<string, string | number> {
  const values = new Map(Object.entries(parameters));
  for (const [name, value] of Object.entries(settings)) {
    if (TRIGGER_KEYS.has(name)) continue;
    const standard = values.get(name);
    if (standard === undefined) {
      const known = [...TRIGGER_KEYS, ...values.keys()].join(', ');
      throw malformed(`${id} has no parameter ${JSON.stringify(name)}; it has ${known}`);
    }
    const isGood = typeof standard === 'number' ? Number.isFinite(Number(value)) && value !== '' : typeof value === 'string';
    if (!isGood) throw malformed(`${id}: ${name} takes a ${typeof standard === 'number' ? 'number' : 'word'}`);
    values.set(name, typeof standard === 'number' ? Number(value) : String(value));
  }
  return values;
}

function malformed(reason: string): SimulatorError {
  return new SimulatorError('simulator-fault-malformed', reason, { data: { reason } });
}
