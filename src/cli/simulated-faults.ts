/** `--fault ID[,KEY=VALUE…]`: what goes wrong on which simulated device. */
import type { FaultSettings } from '../simulated-device/index.ts';
import { UsageError } from './failure.ts';

interface WantedFault {
  readonly id: string;
  /** The nth device, from 1; undefined = every device. */
  readonly device: number | undefined;
  readonly settings: FaultSettings;
}

/** A comma inside parentheses belongs to a value: `on=file(a,b)`. The simulated device knows which ids and keys exist. */
export function parseFault(text: string): WantedFault {
  const [id = '', ...pairs] = text.split(/,(?![^(]*\))/);
  if (id === '') throw new UsageError(`--fault takes ID[,KEY=VALUE...], not "${text}".`);
  const { device, ...settings } = Object.fromEntries(pairs.map((pair) => keyAndValue(pair, text)));
  return { id, device: device === undefined ? undefined : placeOf(device), settings };
}

/** The faults of each of `count` devices. */
export function faultsOfDevices(faults: readonly WantedFault[], count: number): ({ readonly id: string } & FaultSettings)[][] {
  const beyond = faults.find(({ device }) => device !== undefined && device > count);
  if (beyond !== undefined) {
    throw new UsageError(
      `${beyond.id} is for device ${String(beyond.device)}, but there ${count === 1 ? 'is only 1 device' : `are only ${String(count)} devices`}.`,
    );
  }
  return Array.from({ length: count }, (_, index) =>
    faults.filter(({ device = index + 1 }) => device === index + 1).map(({ id, settings }) => ({ ...settings, id })),
  );
}

function keyAndValue(pair: string, text: string): [key: string, value: string] {
  const at = pair.indexOf('=');
  if (at < 1 || at === pair.length - 1) throw new UsageError(`--fault takes ID[,KEY=VALUE...], not "${text}".`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function placeOf(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new UsageError(`The key device takes the number of a device, from 1, not "${value}".`);
}
