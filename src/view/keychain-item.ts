/** An item of a keychain as a row: what it is for, what a restore does with it, and why it cannot be read. Never its secret. */
import type { KeychainRow } from '../backup/index.ts';
import { oneLine, phrase } from './phrase.ts';
import type { Locale } from './locale.ts';
import { joined } from './tree-item.ts';

interface KeychainItemView {
  readonly icon: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

const TABLES: Readonly<Record<KeychainRow['table'], { icon: string; words: string }>> = {
  genp: { icon: 'key', words: phrase('Password') },
  inet: { icon: 'globe', words: phrase('Internet password') },
  cert: { icon: 'verified', words: phrase('Certificate') },
  keys: { icon: 'gist-secret', words: phrase('Cryptographic key') },
};

const FATES: Readonly<Record<KeychainRow['fate'], string>> = {
  'any-phone': phrase('restored to any device'),
  'same-phone': phrase('restored to the same device only'),
  'not-restored': phrase('not restored'),
};

/** Why an item cannot be read. */
export const KEYCHAIN_REASON_WORDS: Readonly<Record<NonNullable<KeychainRow['reason']>, string>> = {
  locked: phrase('locked'),
  'device-only': phrase('only the device can read it'),
  'no-class-key': phrase('the keybag has no key for its class'),
  'key-damaged': phrase('its key is damaged'),
  damaged: phrase('damaged'),
};

/** What an item is. */
export const KEYCHAIN_TABLE_WORDS: Readonly<Record<KeychainRow['table'], string>> = {
  genp: TABLES.genp.words,
  inet: TABLES.inet.words,
  cert: TABLES.cert.words,
  keys: TABLES.keys.words,
};

export function keychainItem(row: KeychainRow, { translate }: Locale): KeychainItemView {
  const { icon, words } = TABLES[row.table];
  const names = [row.label, row.service, row.server].map((name) => oneLine(name ?? '', 100)).filter((name) => name !== '');
  const kind = translate(words, {});
  const label = names[0] ?? kind;
  return {
    icon: row.readable ? icon : 'lock',
    label,
    description: row.account === undefined ? '' : oneLine(row.account, 100),
    detail: joined([
      names.length === 0 ? undefined : kind,
      row.className === undefined ? undefined : translate('class {name}', { name: row.className }),
      translate(FATES[row.fate], {}),
      row.reason === undefined ? undefined : translate(KEYCHAIN_REASON_WORDS[row.reason], {}),
      row.accessGroup === undefined ? undefined : oneLine(row.accessGroup, 100),
    ]),
  };
}
