/** One stored file to look into, as plain data that can go to a thread. */
import type { MBFile } from '../../../formats/index.ts';
import type { Payload } from '../backup.ts';
import { formOfPayload, type StoredForm } from './stored-form.ts';

export interface ContentJob {
  /** Absolute; made from a checked fileID. */
  readonly path: string;
  readonly bytes: number;
  /** As the record says. */
  readonly size: number;
  /** The relativePath of the row: untrusted text, looked at for its ending only. */
  readonly name: string;
  /** Hexadecimal: a text crosses to a thread at a fraction of what an array of bytes costs. */
  readonly digest?: string;
  /** What is stored is encrypted (`storedForm`); a file in the clear may have a key all the same. */
  readonly isEncrypted: boolean;
  /** Class and wrapped key; absent where the record has none. */
  readonly wrappedKey?: Uint8Array;
  /** All content is to be read, not only its end. */
  readonly readAll: boolean;
  /** What SQLite would have beside this file, should it be a database. */
  readonly companions: readonly Companion[];
}

export interface Companion extends Pick<ContentJob, 'path' | 'bytes' | 'size' | 'isEncrypted' | 'wrappedKey'> {
  readonly suffix: CompanionSuffix;
}

export const COMPANION_SUFFIXES = ['-wal', '-journal'] as const;
export type CompanionSuffix = (typeof COMPANION_SUFFIXES)[number];

/** What a job says of the bytes of one file. */
export function sourceOf({ path, size: bytes }: Payload, { size, encryptionKey }: MBFile, form: StoredForm): Omit<Companion, 'suffix'> {
  // A copy, for the record is a view into more bytes than need to be sent.
  const key = encryptionKey === undefined ? {} : { wrappedKey: Uint8Array.from(encryptionKey) };
  return { path, bytes, size, isEncrypted: form === 'encrypted', ...key };
}

/** Undefined where there is nothing that SQLite would look at. @throws system errors of opening and reading */
export function companionOf(
  suffix: CompanionSuffix,
  payload: Payload | undefined,
  record: MBFile | undefined,
  isEncryptedBackup: boolean,
): Companion | undefined {
  if (payload === undefined || payload.size === 0 || record === undefined) return undefined;
  return { ...sourceOf(payload, record, formOfPayload(payload, record, isEncryptedBackup)), suffix };
}
