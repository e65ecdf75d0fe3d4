/** Counts what an extraction does, and tells the ledger and whoever listens about it. */
import type { Ledger, LedgerEntry } from './ledger.ts';
import { MOST_FAILURES_LISTED, type DamagedFile, type ExtractEvent, type ExtractFailure, type ExtractReport } from './report.ts';
import type { EntryFailure } from './write-failure.ts';

/** An entry of the catalogue by its names. */
interface EntryName {
  readonly domain: string;
  readonly relativePath: string;
  readonly fileID: string;
}

type Counts = { -readonly [Key in keyof Omit<ExtractReport, 'target' | 'ledger' | 'failures' | 'damagedFiles'>]: number };

export class Tally {
  readonly counts: Counts = {
    files: 0,
    bytes: 0,
    directories: 0,
    symlinks: 0,
    symlinksLeftOut: 0,
    kept: 0,
    skipped: 0,
    renamed: 0,
    damaged: 0,
    extendedAttributes: 0,
    failed: 0,
    damagedLeftOut: 0,
  };
  readonly failures: ExtractFailure[] = [];
  readonly damagedFiles: DamagedFile[] = [];
  readonly #ledger: Ledger;
  readonly #tell: (event: ExtractEvent) => void;

  constructor(ledger: Ledger, tell: (event: ExtractEvent) => void) {
    this.#ledger = ledger;
    this.#tell = tell;
  }

  failed(entry: EntryName, { code, reason }: EntryFailure): void {
    const failure: ExtractFailure = { ...nameOf(entry), code, ...(reason === undefined ? {} : { reason }) };
    this.counts.failed++;
    if (code === 'content-damaged') this.counts.damagedLeftOut++;
    if (this.failures.length < MOST_FAILURES_LISTED) this.failures.push(failure);
    this.note(entry, { fact: 'failed', code, ...(reason === undefined ? {} : { reason }) });
    this.#tell({ kind: 'file-error', ...failure });
  }

  /** It was written all the same; `path` is relative to the target. */
  damaged(entry: EntryName, path: string, reason: string): void {
    this.counts.damaged++;
    if (this.damagedFiles.length < MOST_FAILURES_LISTED) this.damagedFiles.push({ ...nameOf(entry), path, reason });
    this.note(entry, { fact: 'damaged', path, reason });
  }

  skipped(entry: EntryName): void {
    this.counts.skipped++;
    this.note(entry, { fact: 'skipped' });
  }

  /** `path` is relative to the target. */
  renamed(entry: EntryName, path: string): void {
    this.counts.renamed++;
    this.note(entry, { fact: 'renamed', path });
    this.#tell({ kind: 'renamed', ...nameOf(entry), to: path });
  }

  /** Before files appear that the ledger tells about. */
  flush(): void {
    this.#ledger.flush();
  }

  note(entry: EntryName, fact: Omit<LedgerEntry, keyof EntryName>): void {
    this.#ledger.add({ ...fact, ...nameOf(entry) });
  }
}

function nameOf({ domain, relativePath, fileID }: EntryName): EntryName {
  return { domain, relativePath, fileID };
}
