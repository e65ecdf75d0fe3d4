/** `--device PRESET[,KEY=VALUE…]`: what a simulated device is like. */
import type { CloudOptions, SimulatedDeviceOptions } from '../simulated-device/index.ts';
import { UsageError } from './failure.ts';
import { cloudSetting, onOrOff, parseAccount } from './staged-cloud-settings.ts';

export const PHONE_KEYS =
  'name, udid, version, trust, locked, passcode, clock, connection, account, cloud-backup, wifi, power, quota, used, speed, old-backup, app:ID, password-env, keybag and managed';

/** The command makes a clock that stands still at `clockAt`, once it has loaded the simulated device. */
export type PhoneOptions = SimulatedDeviceOptions & { readonly clockAt?: Date };

/** `PRESET[,KEY=VALUE…]`. A preset may be a product type, which contains a comma. */
export function parsePhone(text: string, env: NodeJS.ProcessEnv): PhoneOptions {
  const [preset = ''] = /^iP[a-z]+\d+,\d+|^[^,]*/i.exec(text) ?? [];
  const pairs = text.slice(preset.length).split(',').slice(1);
  const options: PhoneOptions = { preset };
  const staged: CloudOptions = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    const { cloud, ...others } = phoneOption(key, at < 0 ? '' : pair.slice(at + 1), env);
    Object.assign(options, others);
    // Several keys stage one iCloud.
    Object.assign(staged, cloud, cloud?.apps && { apps: { ...staged.apps, ...cloud.apps } });
  }
  return Object.keys(staged).length === 0 ? options : { ...options, cloud: staged };
}

function phoneOption(key: string, value: string, env: NodeJS.ProcessEnv): Partial<PhoneOptions> {
  switch (key) {
    case 'name':
      return { name: value };
    case 'udid':
      return { udid: value };
    case 'version':
      return { productVersion: value };
    case 'locked':
      return { locked: value !== 'false' };
    case 'trust':
      if (value === 'ask' || value === 'accept' || value === 'decline') return { trust: value };
      throw new UsageError(`The key trust takes ask, accept or decline, not "${value}".`);
    case 'passcode':
      if (value === 'set' || value === 'none') return { passcodeSet: value === 'set' };
      throw new UsageError(`The key passcode takes set or none, not "${value}".`);
    case 'clock':
      return { clockAt: dateOf(value) };
    case 'connection':
      if (value === 'usb' || value === 'network' || value === 'both') return { connection: value };
      throw new UsageError(`The key connection takes usb, network or both, not "${value}".`);
    case 'account':
    case 'cloud':
      return { cloudAccount: parseAccount(value, key) };
    case 'cloud-backup':
      return { cloud: { isOn: onOrOff(value, key) } };
    case 'password-env':
      if (env[value]) return { backupPassword: env[value] };
      throw new UsageError(
        'The key password-env takes the NAME of an environment variable that contains the backup password of the device.',
      );
    case 'keybag':
      if (value === 'realistic' || value === 'low') return { keybagRounds: value };
      throw new UsageError(`The key keybag takes realistic or low, not "${value}".`);
    case 'managed':
      return { requiresEncryption: value !== 'false' };
    default:
      return { cloud: cloudOption(key, value) };
  }
}

/** The keys of `cloud stage`. */
function cloudOption(key: string, value: string): CloudOptions {
  const setting = cloudSetting(key, value);
  if (setting !== undefined) return setting;
  throw new UsageError(`--device has no key "${key}". The keys are ${PHONE_KEYS}.`);
}

function dateOf(value: string): Date {
  const date = new Date(value);
  if (!Number.isNaN(date.getTime())) return date;
  throw new UsageError(`The key clock takes a date such as 2026-03-01T12:00:00Z, not "${value}".`);
}
