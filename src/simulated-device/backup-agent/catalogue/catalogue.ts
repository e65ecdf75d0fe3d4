/** The list of files of a backup as the agent writes and reads it: Manifest.db, or Manifest.mbdb before iOS 10. */
import type { MBFile } from '../../../formats/index.ts';
import type { PhoneFile } from '../../content/phone-content.ts';
import type { IosBehaviour } from '../../ios-versions.ts';
import { DatabaseReader } from './database-reader.ts';
import { DatabaseWriter } from './database-writer.ts';
import { MbdbReader } from './mbdb-reader.ts';
import { MbdbWriter } from './mbdb-writer.ts';

export type CatalogueKind = IosBehaviour['catalogue'];

/** What the catalogue keeps of a payload beside what the phone says of the file. */
export interface StoredPayload {
  /** SHA-1 of the bytes that the host stores; files of system domains only. */
  readonly digest?: Uint8Array | undefined;
  /** Class and wrapped key; encrypted backups only. */
  readonly encryptionKey?: Uint8Array | undefined;
}

/** Rows may come in any order, each file once. What was not finished is gone with the workspace. */
export interface CatalogueWriter extends Disposable {
  /** Where the finished file lies. */
  readonly path: string;
  add(file: PhoneFile, fileId: string, stored?: StoredPayload): void;
  /** Writes everything and closes; from here on the file at `path` is complete. */
  finish(): void;
}

export interface CatalogueRow {
  readonly fileId: string;
  readonly domain: string;
  readonly record: MBFile;
}

export interface CatalogueReader extends Disposable {
  /** The row of a regular file; undefined when there is none or when it makes no sense. */
  file(fileId: string): MBFile | undefined;
  /** The ids of regular files that begin with `prefix`, or all, in ascending order. */
  fileIds(prefix?: string): Iterable<string>;
  countFiles(): number;
  /** Every row that makes sense, directories and links included, in order of domain and path. */
  rows(): Iterable<CatalogueRow>;
}

/** A new catalogue at `path`. */
export function createCatalogue(path: string, behaviour: Pick<IosBehaviour, 'catalogue' | 'databaseSchema' | 'digestIn'>): CatalogueWriter {
  return behaviour.catalogue === 'mbdb' ? new MbdbWriter(path) : DatabaseWriter.create(path, behaviour);
}

/** Throws MobileBackupError (invalid) when the file is no sound catalogue of that kind. */
export function openCatalogue(path: string, kind: CatalogueKind): CatalogueReader {
  return kind === 'mbdb' ? MbdbReader.open(path) : DatabaseReader.open(path);
}
