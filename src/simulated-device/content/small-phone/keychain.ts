/** The keychain of the small phone: Wi-Fi networks, logins, tokens, certificates and keys, in every protection class. */
import { keychainClassName, type KeychainTable, type KeychainValue } from '../../../formats/index.ts';
import { encodePhoneKeychain, KEYCHAIN_DOMAIN, KEYCHAIN_PATH, type PhoneKeychainItem } from '../phone-keychain.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { TRUST_STORE_SCHEMA } from '../schemas/settings-schemas.ts';
import type { SeededRandom } from '../seeded-random.ts';

const DAY_MS = 86_400_000;

export function addKeychain(phone: PhoneBuilder): void {
  const keychain = phone.domain(KEYCHAIN_DOMAIN, { userId: 64, groupId: 64 });
  const owner = { userId: 0, groupId: 0, permissions: 0o400, protectionClass: 1 };
  keychain.file(KEYCHAIN_PATH, () => encodePhoneKeychain(sampleItems(phone), phone.seed), owner);
  const trust = { schema: TRUST_STORE_SCHEMA, ios: phone.ios, fill: () => undefined };
  addKnownDatabase(keychain, 'TrustStore.sqlite3', trust, { protectionClass: 3 });
}

interface Sample {
  readonly table: KeychainTable;
  readonly protectionClass: number;
  readonly group: string;
  readonly attributes: Readonly<Record<string, KeychainValue>>;
  readonly secret: string | Uint8Array;
}

function sampleItems(phone: PhoneBuilder): PhoneKeychainItem[] {
  const random = phone.random('keychain');
  return [...networks(random), ...logins(random), ...tokens(random), ...identities(random)].map((sample) =>
    itemOf(sample, random, phone.now),
  );
}

function itemOf({ table, protectionClass, group, attributes, secret }: Sample, random: SeededRandom, now: number): PhoneKeychainItem {
  const created = new Date(now * 1000 - random.int(30, 700) * DAY_MS);
  const all: Record<string, KeychainValue> = {
    ...attributes,
    agrp: group,
    pdmn: keychainClassName(protectionClass) ?? '',
    cdat: created,
    mdat: created,
    sync: 0n,
    tomb: 0n,
    UUID: random.uuid(),
    sha1: random.bytes(20),
    v_Data: bytesOf(secret),
  };
  return { table, protectionClass, attributes: new Map(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** svce and acct of saved networks are data. */
function networks(random: SeededRandom): Sample[] {
  return ['Sample Network', 'Sample Network 5G', 'Example Café'].map((name) => ({
    table: 'genp',
    protectionClass: 7,
    group: 'apple',
    attributes: { svce: bytesOf('AirPort'), acct: bytesOf(name), labl: 'AirPort', desc: 'AirPort network password' },
    secret: `sample-${random.hex(8)}`,
  }));
}

function logins(random: SeededRandom): Sample[] {
  return Array.from({ length: 6 }, (_, index) => ({
    table: 'inet',
    protectionClass: 6,
    group: 'com.apple.cfnetwork',
    attributes: {
      acct: `contact${index + 1}@example.com`,
      srvr: index % 2 === 0 ? 'shop.example.com' : 'mail.example.com',
      ptcl: 'htps',
      atyp: 'form',
      port: 443n,
      path: '/',
      sdmn: '',
      labl: 'example.com',
    },
    secret: `sample-${random.hex(12)}`,
  }));
}

/** One for each class in turn, those that stay on the phone among them. */
function tokens(random: SeededRandom): Sample[] {
  const apps = ['com.example.fieldnotes', 'com.example.trailmap'];
  return [6, 7, 8, 9, 10, 11, 12].flatMap((protectionClass) =>
    apps.map((app) => ({
      table: 'genp' as const,
      protectionClass,
      group: `EXAMPLE123.${app}`,
      attributes: { svce: bytesOf(app), acct: bytesOf(`token ${keychainClassName(protectionClass) ?? ''}`), labl: app },
      secret: random.bytes(24),
    })),
  );
}

function identities(random: SeededRandom): Sample[] {
  const certificates = [7, 10].map((protectionClass) => ({
    table: 'cert' as const,
    protectionClass,
    group: 'com.apple.identities',
    attributes: { labl: 'Sample Certificate', ctyp: 3n, cenc: 3n, subj: random.bytes(20), issr: random.bytes(20), slnr: random.bytes(8) },
    secret: random.bytes(180),
  }));
  const keys = [7, 7, 10].map((protectionClass) => ({
    table: 'keys' as const,
    protectionClass,
    group: 'com.apple.identities',
    attributes: { labl: bytesOf('Sample Key'), klbl: random.bytes(20), kcls: 1n, type: 73n, bsiz: 256n, esiz: 256n },
    secret: random.bytes(97),
  }));
  return [...certificates, ...keys];
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}
