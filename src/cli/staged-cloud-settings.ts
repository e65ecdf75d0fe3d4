/** `KEY=VALUE,…` of `cloud stage`, and the same keys of `simulate --device`: what iCloud of a simulated device is like. */
import type { CloudAccount, StagedCloudChanges } from '../device-protocol/index.ts';
import { UsageError } from './failure.ts';

/** For messages. */
const CLOUD_KEYS = 'account, wifi, power, locked, quota, used, speed, old-backup and app:ID';

type Parse = (value: string, key: string) => StagedCloudChanges;

const PARSERS: Readonly<Record<string, Parse>> = {
  account: (value) => ({ account: parseAccount(value, 'account') }),
  wifi: (value, key) => ({ wifi: onOrOff(value, key) }),
  power: (value, key) => ({ power: onOrOff(value, key) }),
  locked: (value, key) => ({ locked: onOrOff(value, key) }),
  quota: (value, key) => ({ quota: bytesOf(value, key) }),
  used: (value, key) => ({ otherBytes: bytesOf(value, key) }),
  speed: (value, key) => ({ uploadBytesPerSecond: speedOf(value, key) }),
  'old-backup': (value, key) => ({ oldBackupBytes: bytesOf(value, key) }),
};

/** What one key stages; undefined if it is none of these. */
export function cloudSetting(key: string, value: string): StagedCloudChanges | undefined {
  const [, app] = /^app:(.+)$/.exec(key) ?? [];
  if (app !== undefined) return { apps: { [app]: onOrOff(value, key) } };
  return Object.hasOwn(PARSERS, key) ? PARSERS[key]?.(value, key) : undefined;
}

/** All keys of `cloud stage`. */
export function parseCloudSettings(text: string): StagedCloudChanges {
  let changes: StagedCloudChanges = {};
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    const setting = cloudSetting(key, at < 0 ? '' : pair.slice(at + 1));
    if (setting === undefined) throw new UsageError(`There is nothing to stage called "${key}". The keys are ${CLOUD_KEYS}.`);
    changes = { ...changes, ...setting, ...(setting.apps && { apps: { ...changes.apps, ...setting.apps } }) };
  }
  return changes;
}

export function parseAccount(value: string, key: string): CloudAccount {
  if (value === 'none' || value === 'signed-in' || value === 'not-provisioned') return value;
  throw new UsageError(`The key ${key} takes none, signed-in or not-provisioned, not "${value}".`);
}

export function onOrOff(value: string, key: string): boolean {
  if (value === 'on' || value === 'off') return value === 'on';
  throw new UsageError(`The key ${key} takes on or off, not "${value}".`);
}

/** Decimal, as Apple counts. */
const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

function bytesOf(value: string, key: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  const bytes = Math.round(Number(number) * (factor ?? Number.NaN));
  if (number !== '' && Number.isSafeInteger(bytes)) return bytes;
  throw new UsageError(`The key ${key} takes a size such as 5GB or 200MB, not "${value}".`);
}

function speedOf(value: string, key: string): number {
  const bytes = bytesOf(value, key);
  if (bytes > 0) return bytes;
  throw new UsageError(`The key ${key} takes bytes per second such as 1MB, and more than none.`);
}
