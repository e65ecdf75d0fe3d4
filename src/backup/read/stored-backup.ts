/** A backup as a thread goes through all of it: its catalog, its folder, and what is stored of each file. */
import { fileIdOf, type ClassKeys, type MBFile } from '../../formats/index.ts';
import { appNamesOf } from './app-names.ts';
import type { BackupSummary } from './backup.ts';
import { findPayload, payloadPlaces, statusOf, type BackupFolder } from './backup-folder.ts';
import type { CatalogueRow, RankedRows } from './catalogue/ranked-rows.ts';
import { openRankedRows } from './catalogue/open-ranked-rows.ts';
import { recordOf } from './file-rows.ts';
import { dictionaryOf } from './plist-reading.ts';
import { filesAreEncrypted } from './sampled-files.ts';
import { companionOf, COMPANION_SUFFIXES, sourceOf, type ContentJob } from './stored/content-job.ts';
import { formOfPayload, type StoredForm } from './stored/stored-form.ts';
import { inspectFolder, withEncryption, type InspectedFolder } from './summary.ts';

/** What is stored of a file. */
export interface StoredFile {
  readonly path: string;
  readonly place: string;
  readonly size: number;
  readonly device: number;
  /** 0 where the file system has none. */
  readonly inode: number;
}

export class StoredBackup implements AsyncDisposable {
  readonly rows: RankedRows;
  readonly classKeys: ClassKeys | undefined;
  readonly isEncrypted: boolean;
  readonly #inspected: InspectedFolder;

  private constructor(inspected: InspectedFolder, rows: RankedRows, classKeys: ClassKeys | undefined) {
    const encrypted = filesAreEncrypted(rows, inspected.folder) ?? inspected.summary.encrypted;
    this.#inspected = encrypted === undefined ? inspected : { ...inspected, summary: withEncryption(inspected.summary, encrypted) };
    this.rows = rows;
    this.classKeys = classKeys;
    this.isEncrypted = encrypted === true;
  }

  /** @throws BackupError as `openBackup` */
  static async open(path: string, classKeys: ClassKeys | undefined, signal: AbortSignal): Promise<StoredBackup> {
    const inspected = await inspectFolder(path);
    const rows = await openRankedRows(inspected, classKeys, signal);
    try {
      return new StoredBackup(inspected, rows, classKeys);
    } catch (error) {
      await rows[Symbol.asyncDispose]();
      throw error;
    }
  }

  get summary(): BackupSummary {
    return this.#inspected.summary;
  }

  get folder(): BackupFolder {
    return this.#inspected.folder;
  }

  /** What apps call themselves, by their bundle ids. */
  appNames(): ReadonlyMap<string, string> {
    return appNamesOf(dictionaryOf(this.#inspected.plists['Info.plist']));
  }

  stored(fileID: string): StoredFile | undefined {
    const { folder } = this.#inspected;
    for (const place of payloadPlaces(fileID)) {
      const path = folder.locate(place);
      const status = statusOf(path);
      if (path !== undefined && status?.isFile() === true) {
        return { path, place, size: status.size, device: status.dev, inode: status.ino };
      }
    }
    return undefined;
  }

  /** @throws system errors of opening and reading */
  formOf(stored: StoredFile, record: MBFile): StoredForm {
    return formOfPayload(stored, record, this.isEncrypted);
  }

  /** With the log that SQLite would have beside it. @throws system errors of opening and reading */
  contentJob({ domain, relativePath }: CatalogueRow, record: MBFile, stored: StoredFile, form: StoredForm): ContentJob {
    return {
      ...sourceOf(stored, record, form),
      name: relativePath,
      ...(record.digest === undefined ? {} : { digest: Buffer.from(record.digest).toString('hex') }),
      readAll: true,
      companions: COMPANION_SUFFIXES.flatMap((suffix) => {
        const fileID = fileIdOf(domain, relativePath + suffix);
        const row = this.rows.byFileID(fileID);
        const companion = row && companionOf(suffix, findPayload(this.#inspected.folder, fileID), recordOf(row).record, this.isEncrypted);
        return companion === undefined ? [] : [companion];
      }),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.rows[Symbol.asyncDispose]();
  }
}
