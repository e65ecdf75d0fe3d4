/** What can be told about the keychain in a backup: plain data, without secrets unless they were asked for. */
import type { KeychainTable, RestoreFate } from '../../formats/index.ts';

/** The keychain of a backup. */
export interface KeychainListing {
  readonly encrypted: boolean;
  readonly items: readonly KeychainRow[];
  /** How many items have each fate when the backup is restored. */
  readonly fates: Readonly<Record<RestoreFate, number>>;
  readonly readable: number;
}

/** One item of the keychain of a backup. */
export interface KeychainRow {
  /** Generic and internet passwords, certificates, keys. */
  readonly table: KeychainTable;
  /** Undefined when the item is so damaged that even its head cannot be read. */
  readonly protectionClass?: number;
  /** Apple's name of the class: `ak`, `ck`, `dku` …; absent for unknown ones. */
  readonly className?: string;
  /** What happens to it when the backup is restored. A damaged item is not restored. */
  readonly fate: RestoreFate;
  readonly readable: boolean;
  /** Why it is not readable. */
  readonly reason?: KeychainUnreadable;
  /** Names are untrusted text; those that are no text are given in hex. */
  readonly service?: string;
  readonly account?: string;
  readonly accessGroup?: string;
  readonly server?: string;
  readonly label?: string;
  /** ISO 8601, UTC. */
  readonly created?: string;
  readonly modified?: string;
  /** Only when it was asked for. Never to be logged or exported by default. */
  readonly secret?: KeychainSecret;
}

/** The secret of an item: a password or a key. */
export interface KeychainSecret {
  /** `hex` if it is not printable text: keys, certificates. */
  readonly encoding: 'text' | 'hex';
  readonly value: string;
}

/** Why an item of the keychain cannot be read. */
export type KeychainUnreadable =
  | 'locked' // no keys were given
  | 'device-only' // encrypted to the phone as well
  | 'no-class-key' // the keybag has no key for the class
  | 'key-damaged' // the key of the item does not open
  | 'damaged'; // cut off, of an unknown form, or changed
