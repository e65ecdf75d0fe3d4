/** Reads a finished Manifest.mbdb: that of the last backup, as the host returned it, or the one just written. */
import { readFileSync } from 'node:fs';
import {
  FLAG_FILE,
  flagsOfMode,
  FormatError,
  mbdbFileId,
  mbfileOf,
  readMbdb,
  type MBFile,
  type MbdbRecord,
} from '../../../formats/index.ts';
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import type { CatalogueReader, CatalogueRow } from './catalogue.ts';

export class MbdbReader implements CatalogueReader {
  readonly #records: Map<string, MbdbRecord>;
  readonly #fileIds: readonly string[];

  private constructor(records: readonly MbdbRecord[]) {
    this.#records = new Map(records.map((record) => [mbdbFileId(record), record]));
    this.#fileIds = [...this.#records]
      .filter(([, record]) => isFile(record))
      .map(([fileId]) => fileId)
      .sort();
  }

  /** Throws MobileBackupError (invalid) when the file is no sound catalogue. */
  static open(path: string): MbdbReader {
    try {
      return new MbdbReader([...readMbdb(readFileSync(path))]);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new MobileBackupError(MBCode.invalid, `Error opening manifest database: ${error.message}`);
    }
  }

  file(fileId: string): MBFile | undefined {
    const record = this.#records.get(fileId);
    return record !== undefined && isFile(record) ? mbfileOf(record) : undefined;
  }

  *fileIds(prefix = ''): Generator<string> {
    for (const fileId of this.#fileIds) if (fileId.startsWith(prefix)) yield fileId;
  }

  countFiles(): number {
    return this.#fileIds.length;
  }

  *rows(): Generator<CatalogueRow> {
    const sorted = [...this.#records].sort(([, a], [, b]) => compare(a.domain, b.domain) || compare(a.path, b.path));
    for (const [fileId, record] of sorted) yield { fileId, domain: record.domain, record: mbfileOf(record) };
  }

  [Symbol.dispose](): void {
    this.#records.clear();
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function isFile({ mode }: MbdbRecord): boolean {
  return flagsOfMode(mode) === FLAG_FILE;
}
