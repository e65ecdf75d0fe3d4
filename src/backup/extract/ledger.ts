/**
 * The ledger of an extraction, a file in the target with one JSON object a line: whatever the names, dates and content on the disk do not
 * tell by themselves. An entry without a line stands as TARGET/DOMAIN/RELATIVEPATH with its content; the line of a folder that was renamed
 * holds for everything in it.
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, writeSync } from 'node:fs';
import { systemErrorCode, type Disposable } from '../../base/index.ts';
import type { BackupSummary } from '../read/backup.ts';
import { BackupError } from '../errors.ts';
import { OWN_PREFIX } from './disk-name.ts';
import type { ExtractCode, ExtractReport, NameRules } from './report.ts';

export interface LedgerEntry {
  readonly fact:
    | 'renamed' // `path`: where it stands, relative to the target
    | 'set-aside' // a log without its database, which stood in the target: it now is `path`
    | 'skipped'
    | 'link-left-out' // `target`: where the link points
    | 'attributes' // `attributes`: extended attributes, base64
    | 'odd-length' // `reason`: how the length of the content was found although its padding or size do not fit
    | 'damaged' // written as `path` all the same
    | 'failed';
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  readonly path?: string;
  readonly target?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly code?: ExtractCode;
  readonly reason?: string;
}

/** Same backup, same hash: another version of it from the same phone has another date. */
export function identityOf({ udid, date, productVersion }: BackupSummary): string {
  const facts = JSON.stringify([udid ?? null, date?.toISOString() ?? null, productVersion ?? null]);
  return createHash('sha256').update(facts).digest('hex').slice(0, 12);
}

export function ledgerName(identity: string): string {
  return `${OWN_PREFIX}extract-${identity}.ndjson`;
}

const APPEND = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
const FLUSH_CHARS = 64 * 1024;
const BEGINNING = '{"schema":"backup-lab/extract-ledger@1"';

export class Ledger implements Disposable {
  /** An earlier run from the same backup wrote into this target. */
  readonly continues: boolean;
  readonly #file: number;
  #waiting = '';

  private constructor(file: number, continues: boolean) {
    this.#file = file;
    this.continues = continues;
  }

  /** @throws BackupError 'unsafe-path' when a link stands in its place; errors of the disk */
  static open(path: string, summary: BackupSummary, rules: NameRules): Ledger {
    const file = openLedger(path);
    try {
      const ledger = new Ledger(file, begins(file));
      // A killed run may have left half a line.
      if (!endsLine(file)) ledger.#waiting = '\n';
      const { udid, productVersion, date } = summary;
      const backup = { udid: udid ?? null, productVersion: productVersion ?? null, date: date?.toISOString() ?? null };
      ledger.#add({ schema: 'backup-lab/extract-ledger@1', started: new Date().toISOString(), names: rules, backup });
      ledger.flush();
      return ledger;
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  add(entry: LedgerEntry): void {
    this.#add(entry);
    if (this.#waiting.length > FLUSH_CHARS) this.flush();
  }

  finish(report: Omit<ExtractReport, 'failures' | 'damagedFiles' | 'target' | 'ledger'>): void {
    this.#add({ finished: new Date().toISOString(), ...report });
    this.flush();
  }

  /** Before files appear that lines tell about. */
  flush(): void {
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    for (let written = 0; written < bytes.length;) written += writeSync(this.#file, bytes, written, bytes.length - written);
  }

  dispose(): void {
    closeSync(this.#file);
  }

  #add(line: object): void {
    this.#waiting += `${JSON.stringify(line)}\n`;
  }
}

function openLedger(path: string): number {
  try {
    return openSync(path, APPEND, 0o666);
  } catch (error) {
    if (systemErrorCode(error) !== 'ELOOP') throw error;
    throw new BackupError('unsafe-path', 'the ledger is a link', { data: { path } });
  }
}

/** An earlier run from the same backup wrote into the target of this ledger. */
export function continuesLedger(path: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return begins(file);
  } finally {
    closeSync(file);
  }
}

function endsLine(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size === 0 || (readSync(file, last, 0, 1, size - 1) === 1 && last.toString() === '\n');
}

function begins(file: number): boolean {
  const head = Buffer.alloc(BEGINNING.length);
  return readSync(file, head, 0, head.length, 0) === head.length && head.toString() === BEGINNING;
}
