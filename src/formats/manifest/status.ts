/** Status.plist: how far a backup run came, written by the device at each of its steps. */
import { FormatError } from '../errors.ts';
import { dateAt, stringAt } from '../plist/accessors.ts';
import { writeBinaryPlist } from '../plist/binary-writer.ts';
import { parsePlist } from '../plist/parse-plist.ts';
import { dict, type PlistDict, type PlistValue } from '../plist/value.ts';
import { BACKUP_PLIST_LIMITS } from './plist-limits.ts';

const backupStates = ['empty', 'old', 'new'] as const;
const snapshotStates = ['uploading', 'moving', 'removing', 'finished'] as const;

export type BackupState = (typeof backupStates)[number];
/** Only `finished` is a complete backup. */
export type SnapshotState = (typeof snapshotStates)[number];

/** All six keys are always written, and the device checks the type of each. */
export interface BackupStatus {
  /** Upper-case UUID of the snapshot; kept from run to run. */
  uuid: string;
  date: Date;
  backupState: BackupState;
  snapshotState: SnapshotState;
  /** True while a full run is under way; devices write false into the last status of every run, full ones too. */
  isFullBackup: boolean;
  /** "3.3" today, "2.4" up to iOS 9. */
  version: string;
}

/** @throws FormatError `status-malformed`, `data.key` names the key that is missing or has no legal value */
export function decodeStatus(bytes: Uint8Array): BackupStatus {
  const plist = readPlist(bytes);
  return {
    uuid: stringAt(plist, 'UUID') ?? malformedStatus('UUID'),
    date: dateAt(plist, 'Date') ?? malformedStatus('Date'),
    backupState: oneOf(backupStates, plist, 'BackupState'),
    snapshotState: oneOf(snapshotStates, plist, 'SnapshotState'),
    isFullBackup: truth(plist.get('IsFullBackup')) ?? malformedStatus('IsFullBackup'),
    version: stringAt(plist, 'Version') ?? malformedStatus('Version'),
  };
}

/** Writes Status.plist in binary, as devices do: 189 bytes for new and finished with version 3.3. */
export function encodeStatus(status: BackupStatus): Uint8Array {
  return writeBinaryPlist(
    dict({
      UUID: status.uuid,
      Date: status.date,
      BackupState: status.backupState,
      SnapshotState: status.snapshotState,
      IsFullBackup: status.isFullBackup,
      Version: status.version,
    }),
  );
}

function readPlist(bytes: Uint8Array): PlistDict {
  let plist: PlistValue;
  try {
    plist = parsePlist(bytes, BACKUP_PLIST_LIMITS['Status.plist']);
  } catch (error) {
    throw new FormatError('status-malformed', 'Status.plist: no readable property list', { cause: error });
  }
  if (!(plist instanceof Map)) throw new FormatError('status-malformed', 'Status.plist: not a dictionary');
  return plist;
}

function oneOf<Word extends string>(words: readonly Word[], plist: PlistDict, key: string): Word {
  const text = stringAt(plist, key);
  return words.find((word) => word === text) ?? malformedStatus(key);
}

/** The device takes any number here; a boolean is what it writes. */
function truth(value: PlistValue | undefined): boolean | undefined {
  return typeof value === 'bigint' ? value !== 0n : typeof value === 'boolean' ? value : undefined;
}

function malformedStatus(key: string): never {
  throw new FormatError('status-malformed', `Status.plist: ${key} is missing or has an invalid value`, { data: { key } });
}
