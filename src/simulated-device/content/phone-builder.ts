/** Collects the files of a made-up phone, fills in what an app would not say (owner, dates, inode), and adds missing directories. */
import { majorOf } from '../../base/index.ts';
import { compareEntries, type FileBase } from './editable-content.ts';
import type { FileContent, PhoneApplication } from './phone-content.ts';
import { PhoneEntry, TYPE_DIRECTORY, TYPE_FILE, TYPE_SYMLINK, type EntryAttributes } from './phone-entry.ts';
import { SeededRandom } from './seeded-random.ts';

/** What the files of one domain have in common. */
interface DomainDefaults {
  readonly userId?: number;
  readonly groupId?: number;
  /** Permission bits of files. */
  readonly permissions?: number;
  readonly protectionClass?: number;
}

/** The phone that the content is on, where databases name it, and whose version decides what they are like. */
export interface BuiltDevice {
  readonly productType: string;
  readonly productVersion: string;
  readonly buildVersion: string;
}

/** The phone of the preset "iphone". */
const USUAL_DEVICE: BuiltDevice = { productType: 'iPhone14,5', productVersion: '17.5.1', buildVersion: '21F90' };

export type EntryOptions = Partial<Omit<EntryAttributes, 'mode' | 'target'>> & { readonly permissions?: number };

const MOBILE_ID = 501;
const DAY_SECONDS = 86_400;
const FIRST_INODE = 12_884_902_000n;

export class PhoneBuilder {
  readonly seed: number;
  /** Unix seconds; everything on the phone is older. */
  readonly now: number;
  readonly device: BuiltDevice;
  /** The major version of iOS. */
  readonly ios: number;
  readonly #entries = new Map<string, PhoneEntry>();
  readonly #applications: PhoneApplication[] = [];

  constructor(seed: number, now: number, device: BuiltDevice = USUAL_DEVICE) {
    this.seed = seed;
    this.now = now;
    this.device = device;
    this.ios = majorOf(device.productVersion) ?? 0;
  }

  random(purpose: string): SeededRandom {
    return new SeededRandom(this.seed, purpose);
  }

  /** A domain by its name; the root's row comes with it. */
  domain(name: string, defaults: DomainDefaults = {}): DomainBuilder {
    return new DomainBuilder(this, name, defaults);
  }

  application(application: PhoneApplication): void {
    this.#applications.push(application);
  }

  put(entry: PhoneEntry): void {
    this.#entries.set(`${entry.domain}\0${entry.relativePath}`, entry);
  }

  has(domain: string, relativePath: string): boolean {
    return this.#entries.has(`${domain}\0${relativePath}`);
  }

  /** Everything collected, in order; inodes are numbered in that order. */
  finish(): FileBase {
    const entries = [...this.#entries.values()]
      .sort(compareEntries)
      .map((entry, index) => entry.with({ inode: FIRST_INODE + BigInt(index) * 7n }));
    const byKey = new Map(entries.map((entry) => [`${entry.domain}\0${entry.relativePath}`, entry]));
    return {
      files: () => entries,
      file: (domain, relativePath) => byKey.get(`${domain}\0${relativePath}`),
      applications: () => this.#applications,
    };
  }
}

export class DomainBuilder {
  readonly name: string;
  readonly #phone: PhoneBuilder;
  readonly #defaults: DomainDefaults;

  constructor(phone: PhoneBuilder, name: string, defaults: DomainDefaults) {
    this.name = name;
    this.#phone = phone;
    this.#defaults = defaults;
    this.directory('');
  }

  random(purpose: string): SeededRandom {
    return this.#phone.random(`${this.name}: ${purpose}`);
  }

  file(relativePath: string, content: FileContent | (() => Uint8Array), options: EntryOptions = {}): this {
    const mode = TYPE_FILE | (options.permissions ?? this.#defaults.permissions ?? 0o644);
    const source = typeof content === 'function' ? { make: content } : content;
    return this.#put(relativePath, mode, { protectionClass: this.#defaults.protectionClass ?? 3, ...options }, source);
  }

  directory(relativePath: string, options: EntryOptions = {}): this {
    if (this.#phone.has(this.name, relativePath)) return this;
    return this.#put(relativePath, TYPE_DIRECTORY | (options.permissions ?? 0o755), options);
  }

  symlink(relativePath: string, target: string): this {
    return this.#put(relativePath, TYPE_SYMLINK | 0o755, { target });
  }

  #put(relativePath: string, mode: number, options: EntryOptions & { readonly target?: string }, content?: FileContent): this {
    if (relativePath !== '') this.directory(relativePath.slice(0, Math.max(0, relativePath.lastIndexOf('/'))));
    const { permissions: _, ...given } = options;
    const attributes = { mode, ...this.#usual(relativePath), protectionClass: 0, flags: 0, ...given };
    this.#phone.put(new PhoneEntry(this.name, relativePath, attributes, content));
    return this;
  }

  #usual(relativePath: string): Omit<EntryAttributes, 'mode' | 'protectionClass' | 'flags'> {
    const random = this.#phone.random(`dates of ${this.name}-${relativePath}`);
    const birth = this.#phone.now - random.int(30 * DAY_SECONDS, 700 * DAY_SECONDS);
    const lastModified = random.int(birth, this.#phone.now - DAY_SECONDS);
    const { userId = MOBILE_ID, groupId = MOBILE_ID } = this.#defaults;
    return { userId, groupId, inode: 0n, birth, lastModified, lastStatusChange: lastModified };
  }
}
