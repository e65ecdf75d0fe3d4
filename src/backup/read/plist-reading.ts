/** Reads the property lists of a backup without giving up: one that is missing, empty or broken is a result, not an error. */
import { isCodedError } from '../../base/index.ts';
import {
  BACKUP_PLIST_LIMITS,
  decodeManifestProperties,
  decodeStatus,
  FormatError,
  parsePlist,
  type BackupStatus,
  type ManifestProperties,
  type PlistDict,
} from '../../formats/index.ts';
import { readSmallFile, type NoFile, type SmallFile } from '../small-file.ts';
import type { PlistName } from './backup.ts';
import type { BackupFolder } from './backup-folder.ts';

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

export function readPlists(folder: BackupFolder): PlistReadings {
  return {
    'Manifest.plist': readOne(folder, 'Manifest.plist', decodeManifestProperties),
    'Status.plist': readOne(folder, 'Status.plist', decodeStatus),
    'Info.plist': readOne(folder, 'Info.plist', (bytes) => decodeDictionary(bytes, 'Info.plist')),
  };
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

function readOne<T>(folder: BackupFolder, name: PlistName, decode: (bytes: Uint8Array) => T): Reading<T> {
  const path = folder.locate(name);
  const file: SmallFile = path === undefined ? { state: 'missing' } : readSmallFile(path, BACKUP_PLIST_LIMITS[name].maxBytes);
  switch (file.state) {
    case 'missing':
      return { state: 'missing' };
    case 'read':
      return file.bytes.length === 0 ? { state: 'empty' } : decoded(name, file.bytes, decode);
    case 'no-file':
      return { state: 'unreadable', reason: NO_FILE_WORDS[file.standing] };
    case 'too-large':
      return { state: 'unreadable', reason: `${file.bytes} bytes, far more than any real one` };
    case 'unreadable':
      return { state: 'unreadable', reason: file.systemCode };
  }
}

const NO_FILE_WORDS: Readonly<Record<NoFile, string>> = {
  folder: 'a folder, not a file',
  link: 'a link, not a file',
  pipe: 'a pipe, not a file',
  socket: 'a socket, not a file',
  device: 'a device, not a file',
};

function decoded<T>(name: PlistName, bytes: Uint8Array, decode: (bytes: Uint8Array) => T): Reading<T> {
  try {
    return { state: 'read', value: decode(bytes) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    // It is a property list when only a key of it is missing.
    const dictionary = typeof error.data.key === 'string' ? decodeDictionary(bytes, name) : undefined;
    return { state: 'unreadable', reason: error.message, ...(dictionary === undefined ? {} : { dictionary }) };
  }
}

function decodeDictionary(bytes: Uint8Array, name: PlistName): PlistDict {
  const value = parsePlist(bytes, BACKUP_PLIST_LIMITS[name]);
  if (value instanceof Map) return value;
  throw new FormatError('plist-malformed', 'not a dictionary');
}
