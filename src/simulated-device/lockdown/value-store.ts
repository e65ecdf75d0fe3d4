/** The lockdown values of a device: its initial values, and what hosts and the device have changed since. */
import type { PlistDict, PlistValue } from '../../formats/index.ts';

/** Values without a domain that a host may set; the others are the device's own. Assumed: no complete list was published. */
const WRITABLE_ROOT_KEYS: ReadonlySet<string> = new Set([
  'ActivationStateAcknowledged',
  'DeviceName',
  'TimeIntervalSince1970',
  'TimeZone',
  'Uses24HourClock',
  'iTunesHasConnected',
]);
/** Domains in which hosts only read. The backup settings are changed by the backup agent alone. */
const READ_ONLY_DOMAINS: ReadonlySet<string> = new Set([
  'com.apple.mobile.backup',
  'com.apple.mobile.battery',
  'com.apple.disk_usage',
  'com.apple.disk_usage.factory',
  'com.apple.fmip',
  'com.apple.mobile.internal',
  'com.apple.security.mac.amfi',
]);

type Change = { readonly value: PlistValue } | 'removed';
type BaseValues = (domain: string | undefined) => PlistDict | undefined;

export class ValueStore {
  readonly #base: BaseValues;
  /** Root values have the key ''. */
  readonly #changes = new Map<string, Map<string, Change>>();

  constructor(base: BaseValues) {
    this.#base = base;
  }

  /** Every value of a domain, sorted by key as devices send it; undefined for an unknown domain. */
  domain(domain: string | undefined, base = this.#base(domain)): PlistDict | undefined {
    const changes = this.#changes.get(domain ?? '');
    if (base === undefined && changes === undefined) return undefined;
    const values = new Map(base);
    for (const [key, change] of changes ?? []) {
      if (change === 'removed') values.delete(key);
      else values.set(key, change.value);
    }
    return new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  set(domain: string | undefined, key: string, value: PlistValue): void {
    this.#changesOf(domain).set(key, { value });
  }

  remove(domain: string | undefined, key: string): void {
    this.#changesOf(domain).set(key, 'removed');
  }

  /** As the device was born. */
  reset(): void {
    this.#changes.clear();
  }

  #changesOf(domain: string | undefined): Map<string, Change> {
    const name = domain ?? '';
    const known = this.#changes.get(name);
    if (known) return known;
    const fresh = new Map<string, Change>();
    this.#changes.set(name, fresh);
    return fresh;
  }
}

/** Whether a host may set or remove the value. */
export function isWritableByHost(domain: string | undefined, key: string): boolean {
  return domain === undefined ? WRITABLE_ROOT_KEYS.has(key) : !READ_ONLY_DOMAINS.has(domain);
}
