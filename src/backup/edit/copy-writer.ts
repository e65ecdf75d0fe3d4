/** Writes the rows and the content of a changed copy, one after another. */
import { nextTurn, throwIfAborted, type OnProgress } from '../../base/index.ts';
import { FLAG_FILE, fileIdOf, type ClassKeys, type MBFile } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { findPayload } from '../read/backup-folder.ts';
import type { CatalogueRow, RankedRows } from '../read/catalogue/ranked-rows.ts';
import { kindOf, recordOf } from '../read/file-rows.ts';
import { filesAreEncrypted } from '../read/sampled-files.ts';
import { COMPANION_SUFFIXES } from '../read/stored/content-job.ts';
import type { InspectedFolder } from '../read/summary.ts';
import type { CopyWatch, SalvageTarget } from '../salvage/salvage-target.ts';
import type { CatalogueWriter } from '../salvage/write-catalogue.ts';
import type { CopiedBackup, CopyChange, CopyPhase, FileEdit, LeftOutDomain } from './changed-copy.ts';
import { writeReplacement } from './write-replacement.ts';
import { KeptRows } from './thin-choice.ts';

interface CopyParts {
  readonly inspected: InspectedFolder;
  readonly rows: RankedRows;
  readonly catalogue: CatalogueWriter;
  readonly written: SalvageTarget;
  /** Of the backup folder in the target. */
  readonly name: string;
  readonly isMbdb: boolean;
  readonly classKeys: ClassKeys | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress<CopyPhase>;
}

const BATCH_ROWS = 500;

export class CopyWriter {
  readonly #parts: CopyParts;
  readonly #watch: CopyWatch;
  readonly #leftOut = new Map<string, { files: number; bytes: number }>();
  #files = 0;
  #bytes = 0;
  #unusableRows: number;

  constructor(parts: CopyParts) {
    this.#parts = parts;
    this.#watch = { signal: parts.signal, onBytes: () => undefined };
    this.#unusableRows = parts.rows.unusableCount;
  }

  async write(change: CopyChange): Promise<Omit<CopiedBackup, 'path'>> {
    const { rows, signal, onProgress } = this.#parts;
    const kept = change.kind === 'thin' ? new KeptRows(change.choice) : undefined;
    kept?.findParents(rows);
    if (kept?.any === false) throw new BackupError('no-such-file', 'nothing fits', { data: { path: '(nothing that was chosen)' } });
    if (change.kind === 'edit') demandFile(rows, change.edit);
    const { last } = rows.rangeOf(undefined);
    for (let first = 1; first <= last; first += BATCH_ROWS) {
      throwIfAborted(signal);
      for (const row of rows.rows({ first, last: first + BATCH_ROWS - 1 })) {
        if (kept?.has(row) === false) this.#leaveOut(row);
        else if (change.kind === 'edit' && isRowOf(row, change.edit)) await this.#edit(row, change.edit);
        else await this.#copy(row);
      }
      onProgress({ phase: 'copying-files', done: Math.min(last, first + BATCH_ROWS - 1), total: last, unit: 'files', bytes: this.#bytes });
      await nextTurn();
    }
    return {
      files: this.#files,
      bytes: this.#bytes,
      unusableRows: this.#unusableRows,
      leftOut: [...this.#leftOut].map(([domain, counts]): LeftOutDomain => ({ domain, ...counts })),
      companions: change.kind === 'edit' ? companionsOf(rows, change.edit) : [],
    };
  }

  #leaveOut(row: CatalogueRow): void {
    const { record } = recordOf(row);
    const counts = this.#leftOut.get(row.domain) ?? { files: 0, bytes: 0 };
    // A domain of which only folders are missing is not whole, either.
    this.#leftOut.set(row.domain, counts);
    if (kindOf(row.flags, record?.mode) !== 'file') return;
    counts.files++;
    counts.bytes += record?.size ?? 0;
  }

  /** What is missing or damaged stays so: the verification of the copy says it. */
  async #copy(row: CatalogueRow): Promise<void> {
    if (row.blob === null) {
      this.#unusableRows++;
      return;
    }
    const { record } = recordOf(row);
    const isFile = kindOf(row.flags, record?.mode) === 'file';
    const payload = isFile ? findPayload(this.#parts.inspected.folder, row.fileID) : undefined;
    if (payload !== undefined) {
      await this.#parts.written.copy(payload, this.#placeOf(row), this.#watch);
      this.#bytes += payload.size;
    }
    if (isFile) this.#files++;
    this.#add(row, { ...(record ?? UNREADABLE), relativePath: row.relativePath }, row.blob);
  }

  async #edit(row: CatalogueRow, { replacement }: FileEdit): Promise<void> {
    if (replacement === undefined) return;
    const { record } = recordOf(row);
    if (record === undefined) {
      throw new BackupError('content-damaged', 'the record is unreadable', { data: { ...namesOf(row), reason: 'no-record' } });
    }
    const { inspected, rows, classKeys, written, signal } = this.#parts;
    const isEncryptedBackup = (filesAreEncrypted(rows, inspected.folder) ?? inspected.summary.encrypted) === true;
    const payload = findPayload(inspected.folder, row.fileID);
    const to = written.pathOf(this.#placeOf(row));
    const changed = await writeReplacement({ from: replacement, to, row, record, payload, isEncryptedBackup, classKeys, signal });
    this.#files++;
    this.#bytes += changed.storedBytes;
    this.#add(row, changed.record);
  }

  #add({ fileID, domain, flags }: CatalogueRow, record: MBFile, blob?: Uint8Array): void {
    this.#parts.catalogue.add({ fileID, domain, flags, record, ...(blob === undefined ? {} : { blob }) });
  }

  #placeOf({ fileID }: CatalogueRow): string {
    const { name, isMbdb } = this.#parts;
    return `${name}/${isMbdb ? '' : `${fileID.slice(0, 2)}/`}${fileID}`;
  }
}

/** Only its names count: its bytes are copied as they are. */
const UNREADABLE: MBFile = {
  relativePath: '',
  mode: 0,
  inode: 0n,
  userId: 0,
  groupId: 0,
  lastModified: 0,
  lastStatusChange: 0,
  birth: 0,
  size: 0,
  protectionClass: 0,
  flags: 0,
};

function namesOf({ domain, relativePath, fileID }: CatalogueRow) {
  return { domain, relativePath, fileID };
}

function isRowOf(row: CatalogueRow, { domain, relativePath }: FileEdit): boolean {
  return row.domain === domain && row.relativePath === relativePath;
}

/** @throws BackupError 'no-such-file' also for a folder or a link */
function demandFile(rows: RankedRows, edit: FileEdit): void {
  const row = rowOf(rows, edit.domain, edit.relativePath);
  if (row?.flags === FLAG_FILE) return;
  throw new BackupError('no-such-file', 'no such file', { data: { path: `${edit.domain}/${edit.relativePath}` } });
}

function rowOf(rows: RankedRows, domain: string, relativePath: string): CatalogueRow | undefined {
  const row = rows.byFileID(fileIdOf(domain, relativePath));
  return row !== undefined && isRowOf(row, { domain, relativePath }) ? row : undefined;
}

/** A new database under the log of the old one is another database than was meant. */
function companionsOf(rows: RankedRows, { domain, relativePath }: FileEdit): string[] {
  return COMPANION_SUFFIXES.map((suffix) => relativePath + suffix).filter((path) => rowOf(rows, domain, path) !== undefined);
}
