/** Prepares a row of the catalogue for the checks: record decoded, content looked up, state kept. */
import { systemErrorCode } from '../../base/index.ts';
import { FLAG_FILE, fileIdOf, type MBFile } from '../../formats/index.ts';
import type { BackupFile, Payload } from '../read/backup.ts';
import { findPayload } from '../read/backup-folder.ts';
import type { CatalogueRow } from '../read/catalogue/ranked-rows.ts';
import { kindOfFlags, kindOfMode, recordOf } from '../read/file-rows.ts';
import { formOfPayload, type StoredForm } from '../read/stored/stored-form.ts';
import type { Check, CheckContext, FileState, RowFacts } from './check.ts';
import type { ContentOutcome } from './content/content-messages.ts';
import type { FindingCode } from './finding.ts';

/** Later ones replace earlier ones, never the other way round. */
const WEIGHT: readonly FileState[] = ['notChecked', 'consistent', 'knownGap', 'proven', 'damaged', 'missing'];

export function worse(before: FileState, now: FileState): FileState {
  return WEIGHT.indexOf(now) > WEIGHT.indexOf(before) ? now : before;
}

/** What is known of a file before any check has looked at it: nothing, when only a password would show its content. */
export function firstState({ encrypted, classKeys }: Pick<CheckContext, 'encrypted' | 'classKeys'>): FileState {
  return encrypted === true && classKeys === undefined ? 'notChecked' : 'consistent';
}

export class CheckedRow implements RowFacts {
  readonly rank: number;
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  readonly flags: number;
  readonly blob: Uint8Array | null;
  readonly hasBlobID: boolean;
  readonly record?: MBFile;
  readonly recordReason?: string;
  readonly expectedFileID: string;
  readonly kindOfFlags: BackupFile['kind'] | undefined;
  readonly kindOfMode: BackupFile['kind'] | undefined;
  readonly isFile: boolean;
  readonly payload?: Payload;
  readonly form?: StoredForm;
  readonly #context: CheckContext;
  #state: FileState;
  #outcome: ContentOutcome | undefined;

  private constructor(context: CheckContext, row: CatalogueRow) {
    this.#context = context;
    this.#state = firstState(context);
    this.rank = row.rank;
    this.fileID = row.fileID;
    this.domain = row.domain;
    this.relativePath = row.relativePath;
    this.flags = row.flags;
    this.blob = row.blob;
    this.hasBlobID = row.hasBlobID;
    const decoded = recordOf(row);
    if (decoded.record === undefined) this.recordReason = decoded.reason;
    else this.record = decoded.record;
    this.expectedFileID = fileIdOf(row.domain, row.relativePath);
    this.kindOfFlags = kindOfFlags(row.flags);
    this.kindOfMode = this.record && kindOfMode(this.record.mode);
    this.isFile = row.flags === FLAG_FILE && (this.kindOfMode === undefined || this.kindOfMode === 'file');
    const payload = this.isFile ? this.#unlessUnreadable(() => this.#findPayload()) : undefined;
    if (payload !== undefined) this.payload = payload;
    const { record } = this;
    if (payload === undefined || record === undefined) return;
    const form = this.#unlessUnreadable(() => formOfPayload(payload, record, context.encrypted === true));
    if (form === undefined) return;
    this.form = form;
    this.#state = form === 'encrypted' && context.classKeys === undefined ? 'notChecked' : 'consistent';
  }

  static prepare(context: CheckContext, row: CatalogueRow): CheckedRow {
    return new CheckedRow(context, row);
  }

  get state(): FileState {
    return this.#state;
  }

  get isLost(): boolean {
    return this.#state === 'damaged' || this.#state === 'missing';
  }

  /** The content could not be read; the code of the system says why. */
  get systemCode(): string | undefined {
    return this.#outcome?.systemCode;
  }

  /** True for what counts as a file: one that flags or mode call so. */
  get countsAsFile(): boolean {
    const kinds: readonly (BackupFile['kind'] | undefined)[] = [this.kindOfFlags, this.kindOfMode];
    return kinds.includes('file') || (this.kindOfFlags === undefined && this.kindOfMode === undefined);
  }

  attach(outcome: ContentOutcome): void {
    this.#outcome = outcome;
  }

  mark(now: FileState): void {
    this.#state = worse(this.#state, now);
  }

  seen<Seen>(check: Check<Seen>): Seen | undefined {
    const outcome = this.#outcome;
    // It was made by `examine` of this very check.
    return outcome?.systemCode === undefined ? (outcome?.seen[check.name] as Seen | undefined) : undefined;
  }

  report(code: FindingCode, message: string, evidence: Readonly<Record<string, unknown>> = {}): void {
    const { domain, relativePath, fileID } = this;
    this.#context.report(code, message, { domain, relativePath, fileID, evidence });
  }

  #findPayload(): Payload | undefined {
    const { folder } = this.#context;
    const found = findPayload(folder, this.fileID);
    return found ?? (this.fileID === this.expectedFileID ? undefined : findPayload(folder, this.expectedFileID));
  }

  #unlessUnreadable<T>(look: () => T): T | undefined {
    try {
      return look();
    } catch (error) {
      const systemCode = systemErrorCode(error);
      if (systemCode === undefined) throw error;
      this.#outcome = { systemCode };
      return undefined;
    }
  }
}
