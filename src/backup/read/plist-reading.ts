/** Reads the property lists of a backup without giving up: one that is missing, empty or broken is a result, not an error. */
import { readFile } from 'node:fs/promises';
import { isCodedError, systemErrorCode } from '../../base/index.ts';
import {
  decodeManifestProperties,
  decodeStatus,
  defaultPlistLimits,
  FormatError,
  parsePlist,
  type BackupStatus,
  type ManifestProperties,
  type PlistDict,
} from '../../formats/index.ts';
import type { PlistName } from './backup.ts';
import { statusOf, type BackupFolder } from './backup-folder.ts';

export type Reading<T> =
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'missing' }
  | { readonly state: 'empty' }
  /** `dictionary` is what there is of it, when it is a property list that lacks something. */
  | { readonly state: 'unreadable'; readonly reason: string; readonly dictionary?: PlistDict };

export interface PlistReadings {
  readonly 'Manifest.plist': Reading<ManifestProperties>;
  readonly 'Status.plist': Reading<BackupStatus>;
  readonly 'Info.plist': Reading<PlistDict>;
}

export async function readPlists(folder: BackupFolder): Promise<PlistReadings> {
  const [manifest, status, info] = await Promise.all([
    readOne(folder, 'Manifest.plist', decodeManifestProperties),
    readOne(folder, 'Status.plist', decodeStatus),
    readOne(folder, 'Info.plist', decodeDictionary),
  ]);
  return { 'Manifest.plist': manifest, 'Status.plist': status, 'Info.plist': info };
}

/** The value, if it could be read. */
export function valueOf<T>(reading: Reading<T>): T | undefined {
  return reading.state === 'read' ? reading.value : undefined;
}

/** The keys of a property list, also of one that lacks something its type demands. */
export function dictionaryOf(reading: Reading<ManifestProperties> | Reading<PlistDict>): PlistDict | undefined {
  if (reading.state === 'unreadable') return reading.dictionary;
  if (reading.state !== 'read') return undefined;
  return 'raw' in reading.value ? reading.value.raw : reading.value;
}

async function readOne<T>(folder: BackupFolder, name: PlistName, decode: (bytes: Uint8Array) => T): Promise<Reading<T>> {
  const path = folder.locate(name);
  let bytes: Uint8Array;
  try {
    const status = statusOf(path);
    if (path === undefined || status === undefined) return { state: 'missing' };
    if (!status.isFile()) return { state: 'unreadable', reason: 'not a regular file' };
    if (status.size === 0) return { state: 'empty' };
    if (status.size > defaultPlistLimits.maxBytes) return { state: 'unreadable', reason: `${status.size} bytes` };
    bytes = await readFile(path);
  } catch (error) {
    return { state: 'unreadable', reason: systemErrorCode(error) ?? String(error) };
  }
  try {
    return { state: 'read', value: decode(bytes) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const dictionary = anyDictionary(bytes);
    return { state: 'unreadable', reason: error.message, ...(dictionary === undefined ? {} : { dictionary }) };
  }
}

function decodeDictionary(bytes: Uint8Array): PlistDict {
  const value = parsePlist(bytes);
  if (value instanceof Map) return value;
  throw new FormatError('plist-malformed', 'no dictionary');
}

function anyDictionary(bytes: Uint8Array): PlistDict | undefined {
  try {
    return decodeDictionary(bytes);
  } catch {
    return undefined;
  }
}
