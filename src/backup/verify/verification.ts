/** One verification under way: takes the checks through the backup, its rows and what is stored, and puts the report together. */
import { throwIfAborted, type CodedError, type OnProgress, nextTurn } from '../../base/index.ts';
import type { ClassKeys } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { RankedRows } from '../read/catalogue/ranked-rows.ts';
import { filesAreEncrypted } from '../read/sampled-files.ts';
import { obstacleOf, withEncryption, type InspectedFolder } from '../read/summary.ts';
import type { Check, CheckContext, FileState, RunningCheck } from './check.ts';
import { reportObstacle } from './checks/catalogue-sound.ts';
import { ContentJobs } from './content/content-job.ts';
import type { ContentExaminer } from './content/content-messages.ts';
import { RowPipeline } from './content/row-pipeline.ts';
import { Findings } from './findings.ts';
import type { FileCounts, VerifyLevel, VerifyPhase, VerifyReport } from './report.ts';
import { CheckedRow, firstState } from './file-state.ts';
import { contentChooser } from './sample.ts';
import { storedItems, type OnItemState } from './stored-items.ts';
import { verdictOf, type CatalogueState } from './verdict.ts';

/** Why a catalogue that is there could not be opened, or broke later. */
export type Obstacle = CodedError;

export interface CheckOptions {
  readonly level: VerifyLevel;
  readonly asItIs: boolean;
  /** Of an encrypted backup that was unlocked. */
  readonly classKeys?: ClassKeys | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress<VerifyPhase>;
}

interface VerificationParts extends CheckOptions {
  readonly inspected: InspectedFolder;
  readonly catalogue: RankedRows | undefined;
  readonly contents: ContentExaminer;
  readonly checks: readonly Check[];
}

/** Rows fetched at once; between two batches cancelling gets its turn. */
const BATCH_ROWS = 500;
/** Stored items that are looked at before a cancel gets its turn. */
const TURN_ITEMS = 1000;
const PROGRESS_INTERVAL_MS = 100;

export class Verification {
  readonly #parts: VerificationParts;
  readonly #context: CheckContext;
  readonly #checks: readonly RunningCheck[];
  readonly #findings = new Findings();
  readonly #counts: Record<FileState, number> = { proven: 0, consistent: 0, knownGap: 0, damaged: 0, missing: 0, notChecked: 0 };
  #catalogueState: CatalogueState;
  #rowsDone = 0;
  #rows = 0;
  #provable = 0;

  constructor(parts: VerificationParts) {
    const { inspected, catalogue, classKeys, level, signal, checks } = parts;
    const encrypted = (catalogue && filesAreEncrypted(catalogue, inspected.folder)) ?? inspected.summary.encrypted;
    const summary = encrypted === undefined ? inspected.summary : withEncryption(inspected.summary, encrypted);
    this.#parts = parts;
    this.#context = {
      ...inspected,
      summary,
      encrypted,
      ...(catalogue === undefined ? {} : { catalogue }),
      ...(classKeys === undefined ? {} : { classKeys }),
      level,
      signal,
      report: (code, message, details) => {
        this.#findings.add(code, message, details);
      },
    };
    this.#catalogueState = catalogue === undefined ? stateWithout(parts, inspected) : 'read';
    this.#checks = checks.map((check) => check.begin(this.#context));
  }

  tellObstacle(obstacle: Obstacle): void {
    this.#catalogueState = 'unreadable';
    if (!this.#findings.has('catalogue-unreadable')) reportObstacle(this.#context, obstacle);
  }

  async run(): Promise<VerifyReport> {
    for (const stage of [() => this.#checkBackup(), () => this.#checkRows(), () => this.#checkStored(), () => this.#checkEnd()]) {
      try {
        await stage();
      } catch (error) {
        // The catalogue broke under the hands of a check.
        if (!(error instanceof BackupError)) throw error;
        this.tellObstacle(error);
      }
    }
    return this.#reportDocument();
  }

  async #checkBackup(): Promise<void> {
    for (const check of this.#checks) await check.backup?.();
  }

  async #checkRows(): Promise<void> {
    const { catalogue } = this.#context;
    if (catalogue === undefined) return;
    this.#rows = catalogue.rangeOf(undefined).last;
    const { contents, level, signal } = this.#parts;
    const files = catalogue.domains().reduce((sum, domain) => sum + domain.files, 0);
    const isChosen = contentChooser(level, files);
    const jobs = new ContentJobs(this.#context);
    const pipeline = new RowPipeline(contents, (row) => {
      this.#judge(row);
    });
    using _ticking = this.#reportProgressNowAndThen();
    for (let first = 1; first <= this.#rows; first += BATCH_ROWS) {
      throwIfAborted(signal);
      for (const each of catalogue.rows({ first, last: first + BATCH_ROWS - 1 })) {
        const row = CheckedRow.prepare(this.#context, each);
        await pipeline.add(row, jobs.jobFor(row, row.isFile && isChosen()));
      }
      await nextTurn();
    }
    await pipeline.flush();
  }

  #judge(row: CheckedRow): void {
    if (row.systemCode === undefined) {
      for (const check of this.#checks) check.row?.(row);
    } else {
      row.mark('damaged');
      const evidence = { file: row.payload?.place ?? null, systemCode: row.systemCode };
      row.report('payload-unreadable', 'The content of this file cannot be read.', evidence);
    }
    this.#rowsDone++;
    if (!row.countsAsFile) return;
    this.#counts[row.state]++;
    if (row.record?.digest !== undefined) this.#provable++;
  }

  /** The last report comes at the end, so that the numbers in it are those of all files. */
  #reportProgressNowAndThen(): Disposable {
    const report = () => {
      const bytes = this.#parts.contents.bytesRead;
      const done = { phase: 'checking-files', done: this.#rowsDone, total: this.#rows, unit: 'files' } as const;
      this.#parts.onProgress(bytes === 0 ? done : { ...done, bytes });
    };
    const timer = setInterval(report, PROGRESS_INTERVAL_MS);
    return {
      [Symbol.dispose]() {
        clearInterval(timer);
        report();
      },
    };
  }

  /** Without a list of files, what is stored is all there is to count. */
  async #checkStored(): Promise<void> {
    const onState: OnItemState = (kind, before, now) => {
      if (this.#context.catalogue !== undefined || kind !== 'payload') return;
      if (before !== undefined) this.#counts[before]--;
      this.#counts[now]++;
    };
    let items = 0;
    for (const item of storedItems(this.#context.folder, onState)) {
      if (++items % TURN_ITEMS === 0) await nextTurn();
      throwIfAborted(this.#parts.signal);
      for (const check of this.#checks) check.stored?.(item);
    }
    await nextTurn();
  }

  #checkEnd(): Promise<void> {
    for (const check of this.#checks) check.end?.();
    return Promise.resolve();
  }

  #reportDocument(): VerifyReport {
    const { summary, encrypted, catalogue } = this.#context;
    const { path, udid, productVersion, date } = summary;
    const { level } = this.#parts;
    const counts: FileCounts = { ...this.#counts };
    const { omitted } = this.#findings;
    const isLocked = firstState(this.#context) === 'notChecked';
    return {
      backup: {
        path,
        udid: udid ?? null,
        productVersion: productVersion ?? null,
        encrypted: encrypted ?? null,
        date: date?.toISOString() ?? null,
      },
      level: typeof level === 'string' ? level : 'sample',
      ...(typeof level === 'string' ? {} : { sample: level.sample }),
      verdict: verdictOf(this.#findings.listed, counts, this.#catalogueState === 'read' && isLocked ? 'closed' : this.#catalogueState),
      counts,
      ...(catalogue === undefined ? {} : { provable: this.#provable }),
      findings: this.#findings.listed,
      ...(omitted === undefined ? {} : { omitted }),
    };
  }
}

function stateWithout({ classKeys }: CheckOptions, inspected: InspectedFolder): CatalogueState {
  const code = obstacleOf(inspected, classKeys !== undefined)?.code;
  return code === 'backup-encrypted' || (code === 'too-old' && inspected.summary.era !== 'mdinfo') ? 'closed' : 'unreadable';
}
