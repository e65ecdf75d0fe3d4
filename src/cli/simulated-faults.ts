/** `--fault ID[,KEY=VALUE…]`: what goes wrong on which of the simulated phones. */
import type { FaultSettings } from '../simulated-device/index.ts';
import { UsageError } from './failure.ts';

export interface WantedFault {
  readonly id: string;
  /** The nth phone, from 1; undefined = every one. */
  readonly device: number | undefined;
  readonly settings: FaultSettings;
}

/** A comma inside parentheses belongs to a value: `on=file(a,b)`. What ids and keys there are, the simulator knows. */
export function parseFault(text: string): WantedFault {
  const [id = '', ...pairs] = text.split(/,(?![^(]*\))/);
  if (id === '') throw new UsageError(`--fault takes ID[,KEY=VALUE…], not "${text}".`);
  const { device, ...settings } = Object.fromEntries(pairs.map((pair) => keyAndValue(pair, text)));
  return { id, device: device === undefined ? undefined : placeOf(device), settings };
}

/** For each of `count` phones its faults. */
export function faultsOfDevices(faults: readonly WantedFault[], count: number): ({ readonly id: string } & FaultSettings)[][] {
  const beyond = faults.find(({ device }) => device !== undefined && device > count);
  if (beyond !== undefined) {
    throw new UsageError(`There is no phone ${String(beyond.device)} for ${beyond.id}; there are ${String(count)}.`);
  }
  return Array.from({ length: count }, (_, index) =>
    faults.filter(({ device = index + 1 }) => device === index + 1).map(({ id, settings }) => ({ ...settings, id })),
  );
}

function keyAndValue(pair: string, text: string): [key: string, value: string] {
  const at = pair.indexOf('=');
  if (at < 1 || at === pair.length - 1) throw new UsageError(`--fault takes ID[,KEY=VALUE…], not "${text}".`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function placeOf(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new UsageError(`device is the number of a phone, from 1, not "${value}".`);
}
