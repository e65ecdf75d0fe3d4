/** The entries of `iosBackup.simulatedDevices`, never believed in shape: phones to start, and what is wrong with the others. */
import type { PhoneOrder } from '../simulated-device/index.ts';
import { oneLine, type Translate } from './phrase.ts';

interface WantedPhones {
  readonly orders: readonly PhoneOrder[];
  /** One sentence for each entry that makes no sense. */
  readonly problems: readonly string[];
}

/** What a value must be, and the options that it stands for. */
interface Key {
  readonly takes: string;
  readonly read: (value: unknown) => PhoneOrder | undefined;
}

const MOST_FILES = 1_000_000;
/** Of each of many files without meaning. */
const FILE_BYTES = 4_000;

const KEYS: Readonly<Record<string, Key>> = {
  preset: { takes: '"iphone" …', read: (value) => (isText(value) ? { preset: value } : undefined) },
  name: { takes: '"…"', read: (value) => (isText(value) ? { name: value } : undefined) },
  productVersion: { takes: '"17.5.1" …', read: (value) => (isText(value) ? { productVersion: value } : undefined) },
  trust: {
    takes: '"accept" | "ask" | "decline"',
    read: (value) => (value === 'ask' || value === 'accept' || value === 'decline' ? { trust: value } : undefined),
  },
  passcode: {
    takes: '"none" | "set" | "asked"',
    read: (value) => {
      if (value === 'none') return { passcodeSet: false };
      if (value === 'set') return { passcodeSet: true };
      return value === 'asked' ? { passcodeSet: true, asksPasscode: true } : undefined;
    },
  },
  locked: { takes: 'true | false', read: (value) => (typeof value === 'boolean' ? { locked: value } : undefined) },
  files: {
    takes: `1–${String(MOST_FILES)}`,
    read: (value) => {
      const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_FILES;
      return isCount ? { bulk: { count: value, size: FILE_BYTES } } : undefined;
    },
  },
};

/** `value` is what the setting holds. Whether a preset and a version exist, the simulated device knows. */
export function simulatedDeviceSetting(value: unknown, translate: Translate): WantedPhones {
  if (!Array.isArray(value)) return { orders: [], problems: [] };
  const orders: PhoneOrder[] = [];
  const problems: string[] = [];
  (value as unknown[]).forEach((entry, index) => {
    const number = index + 1;
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      problems.push(translate('Simulated device {number} of the settings is not an object and was not started.', { number }));
      return;
    }
    const read = Object.entries(entry as Record<string, unknown>).map(([name, given]) => ({
      name,
      given,
      key: Object.hasOwn(KEYS, name) ? KEYS[name] : undefined,
    }));
    const wrong = read.find(({ key, given }) => key?.read(given) === undefined);
    if (wrong === undefined) orders.push(Object.assign({}, ...read.map(({ key, given }) => key?.read(given))) as PhoneOrder);
    else problems.push(problemWords(number, wrong, translate));
  });
  return { orders, problems };
}

function problemWords(
  number: number,
  { name, key }: { readonly name: string; readonly key: Key | undefined },
  translate: Translate,
): string {
  const shown = oneLine(name, 40);
  if (key === undefined) {
    const known = Object.keys(KEYS).join(', ');
    const values = { number, name: shown, known };
    return translate('Simulated device {number} of the settings has an unknown key “{name}” and was not started. Keys: {known}.', values);
  }
  const values = { number, name: shown, takes: key.takes };
  return translate('Simulated device {number} of the settings was not started. “{name}” takes {takes}.', values);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
