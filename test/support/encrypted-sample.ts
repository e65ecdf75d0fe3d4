/** Writes small encrypted backup folders with the product's own writers: keybag, file keys, payloads, both catalogues, keychain items. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createKeybag,
  decodeExtendedAttributes,
  encodeMBFile,
  encodeMbdb,
  encryptPayload,
  fileIdOf,
  isDigestedDomain,
  wrapFileKey,
  type ClassKeys,
  type MBFile,
  type MbdbRecord,
} from '../../src/formats/index.ts';
import { recordFor, withParents, writeCatalogue, writePlists, type SampleRow } from './sample-backup.ts';

export interface EncryptedSample {
  readonly password: string;
  readonly catalogue: 'mbdb' | 'db';
  /** Two stages of derivation and an encrypted catalogue, as since iOS 10.2. */
  readonly modern: boolean;
  /** Bytes for keys and salts. */
  readonly random: (count: number) => Uint8Array;
  /** When the backup was made; as every sample unless given. */
  readonly madeAt?: Date;
}

interface SampleEntry {
  readonly row: SampleRow;
  readonly record: MBFile;
}

/** `rows` are made when the class keys are known, for the keychain is sealed with them; parents are added. */
export async function writeEncryptedSample(
  path: string,
  rows: (classKeys: ClassKeys) => readonly SampleRow[],
  { password, catalogue, modern, random, madeAt }: EncryptedSample,
): Promise<void> {
  mkdirSync(path, { recursive: true });
  const date = madeAt === undefined ? {} : { madeAt };
  const doubleProtectionRounds = modern ? 20 : false;
  const { bytes: keybag, classKeys } = await createKeybag({ password, rounds: 10, doubleProtectionRounds, random });
  const entries = withParents(rows(classKeys)).map((row) => stored(path, row, catalogue, classKeys, random));
  if (catalogue === 'mbdb') {
    writeFileSync(join(path, 'Manifest.mbdb'), encodeMbdb(entries.map(mbdbRecordOf)));
    writePlists(path, '9.3.5', { keybag }, date);
    return;
  }
  const file = join(path, 'Manifest.db');
  writeCatalogue(file, (insert) => {
    for (const { row, record } of entries) {
      insert(fileIdOf(row.domain, row.relativePath), row.domain, row.relativePath, row.flags ?? 1, encodeMBFile(record));
    }
  });
  if (!modern) {
    writePlists(path, '10.1.1', { keybag }, date);
    return;
  }
  const key = random(32);
  writeFileSync(file, encryptPayload(key, readFileSync(file)));
  writePlists(path, '17.4', { keybag, manifestKey: wrapFileKey(classKeys, 3, key) }, date);
}

/** Encrypts and stores what a row holds. */
function stored(path: string, row: SampleRow, catalogue: string, classKeys: ClassKeys, random: (count: number) => Uint8Array): SampleEntry {
  const { flags = 1, content, domain, relativePath } = row;
  const { digest: _ofPlaintext, ...record } = recordFor(row);
  if (flags !== 1 || content === undefined) return { row, record };
  const key = random(32);
  const payload = encryptPayload(key, content);
  const fileID = fileIdOf(domain, relativePath);
  const place = join(path, catalogue === 'db' ? fileID.slice(0, 2) : '', fileID);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, payload);
  const encryptionKey = wrapFileKey(classKeys, record.protectionClass, key);
  const digest = isDigestedDomain(domain) ? { digest: createHash('sha1').update(payload).digest() } : {};
  return { row, record: { ...record, encryptionKey, ...digest } };
}

function mbdbRecordOf({ row, record }: SampleEntry): MbdbRecord {
  const { relativePath: path, extendedAttributes, flags: _hasNoPlace, ...same } = record;
  const attributes = extendedAttributes === undefined ? [] : [...decodeExtendedAttributes(extendedAttributes)];
  return { domain: row.domain, path, ...same, attributes: attributes.map(([name, value]) => ({ name, value })) };
}
