/** Runs a whole extraction: catalogue, target, ledger, tree. It blocks for long, and belongs into a worker. */
import { lstatSync, mkdirSync, opendirSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, parse } from 'node:path';
import { ClassKeys, fileIdOf, type ClassKeysData } from '../../formats/index.ts';
import { systemErrorCode, nextTurn } from '../../base/index.ts';
import { diskFailure } from '../disk-failure.ts';
import { BackupError } from '../errors.ts';
import { filesAreEncrypted } from '../read/sampled-files.ts';
import type { RankedRows } from '../read/catalogue/ranked-rows.ts';
import { findPayload } from '../read/backup-folder.ts';
import { recordOf } from '../read/file-rows.ts';
import { openRankedRows } from '../read/catalogue/open-ranked-rows.ts';
import { companionOf, COMPANION_SUFFIXES, sourceOf } from '../read/stored/content-job.ts';
import type { DatabaseHealth } from '../read/stored/database-health.ts';
import { lookIntoDatabase } from '../read/stored/look-into-database.ts';
import { formOfPayload } from '../read/stored/stored-form.ts';
import { inspectFolder, type InspectedFolder } from '../read/summary.ts';
import { Extraction, type ExtractionContext } from './extraction.ts';
import { Ledger, continuesLedger, identityOf, ledgerName } from './ledger.ts';
import { throwAtConflict } from './find-conflict.ts';
import type { ConflictPolicy, ExtractEvent, ExtractPhase, ExtractProgress, ExtractReport, NameRules, Selection } from './report.ts';
import { chooseList, chooseRows, type ChosenRows } from './selection.ts';
import type { SharedState } from './shared-state.ts';
import { runToken } from './existing-entries.ts';
import { Tally } from './tally.ts';
import { TargetFolders, type TargetPlace } from './target-folders.ts';
import { probeTarget, type TargetTraits } from './target-traits.ts';
import { planTree, type PlanContext, type PlannedEntry } from './tree-plan.ts';
import { FileWriter } from './write-file.ts';
import { writeHere } from './write-here.ts';
import { WriterThreads } from './writer-threads.ts';
import type { FileWriters } from './file-batches.ts';

export interface ExtractionJob {
  /** The backup folder itself. */
  readonly path: string;
  /** Absolute, without links as far as it exists. */
  readonly target: string;
  readonly selection: Selection;
  readonly policy: ConflictPolicy;
  readonly keepsDamaged: boolean;
  readonly names: NameRules | undefined;
  readonly keys: ClassKeysData | undefined;
  /** Files are written on the calling thread if 0. */
  readonly threads?: number;
}

interface ExtractionHooks {
  readonly state: SharedState;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExtractProgress) => void;
  readonly onEvent: (event: ExtractEvent) => void;
}

const PROGRESS_EVERY_MS = 150;
/** Steps between two moments at which messages and progress get their turn. */
const STEPS_IN_A_ROW = 500;

/** @throws BackupError and FormatError as extractBackup says; CancelledError. Keys in the job are wiped. */
export async function runExtraction(job: ExtractionJob, hooks: ExtractionHooks): Promise<ExtractReport> {
  hooks.onProgress({ phase: 'reading-catalogue', done: 0, unit: 'items', bytes: 0 });
  const classKeys = job.keys && ClassKeys.from(job.keys);
  for (const [, key] of job.keys?.keys ?? []) key.fill(0);
  try {
    const inspected = await inspectFolder(job.path);
    await using store = await openRankedRows(inspected, classKeys, hooks.signal);
    const isEncrypted = filesAreEncrypted(store, inspected.folder) ?? inspected.summary.encrypted ?? false;
    if (isEncrypted && classKeys === undefined) {
      throw new BackupError('backup-encrypted', 'files are encrypted', { data: { path: job.path } });
    }
    const { list } = job.selection;
    const chosen =
      list === undefined
        ? chooseRows(store, job.selection, () => {
            hooks.state.throwIfCancelled();
          })
        : await chooseList(store, list, hooks.signal);
    const place = makeTarget(job);
    const target = TargetFolders.open(place);
    try {
      return await new Run({ job, hooks, inspected, store, classKeys, isEncrypted, chosen, place, target }).run();
    } finally {
      target.dispose();
    }
  } finally {
    classKeys?.wipe();
  }
}

interface RunParts {
  readonly job: ExtractionJob;
  readonly hooks: ExtractionHooks;
  readonly inspected: InspectedFolder;
  readonly store: RankedRows;
  readonly classKeys: ClassKeys | undefined;
  readonly isEncrypted: boolean;
  readonly chosen: ChosenRows;
  readonly place: TargetPlace;
  readonly target: TargetFolders;
}

class Run {
  readonly #parts: RunParts;
  #phase: ExtractPhase = 'checking-target';
  #done = 0;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  async run(): Promise<ExtractReport> {
    const { job, hooks, inspected, target } = this.#parts;
    const identity = identityOf(inspected.summary);
    const ledgerPath = `${target.at('')}/${ledgerName(identity)}`;
    const isUsed = isAnythingIn(target.at(''));
    const token = runToken(identity);
    const timer = setInterval(() => {
      this.#tellProgress();
    }, PROGRESS_EVERY_MS);
    try {
      const traits = guarded(job.target, () => probeTarget(`${target.at('')}/`, token, job.names));
      const context = this.#context(traits, identity, continuesLedger(ledgerPath));
      const plan = this.#planContext(traits);
      if (job.policy === 'fail' && isUsed) await this.#inTurns(planTree(this.#rows(), plan), (step) => throwAtConflict(step, context));
      const ledger = guarded(job.target, () => Ledger.open(ledgerPath, inspected.summary, traits.rules));
      try {
        const tally = new Tally(ledger, hooks.onEvent);
        await this.#extract(plan, context, tally, token);
        ledger.finish(tally.counts);
        return {
          target: job.target,
          ledger: ledgerName(identity),
          ...tally.counts,
          failures: tally.failures,
          damagedFiles: tally.damagedFiles,
        };
      } finally {
        ledger.dispose();
      }
    } finally {
      clearInterval(timer);
    }
  }

  async #extract(plan: PlanContext, context: ExtractionContext, tally: Tally, token: string): Promise<void> {
    this.#phase = 'extracting';
    this.#done = 0;
    const writers = this.#writers(token);
    try {
      const extraction = new Extraction(context, writers, tally);
      await tellingFailureOf(writers, async () => {
        await this.#inTurns(planTree(this.#rows(), plan), (step) => extraction.take(step));
        await extraction.finish();
      });
    } finally {
      await writers.close();
    }
    this.#tellProgress();
  }

  /** Few files are written by this thread: starting another one takes longer. */
  #writers(token: string): FileWriters {
    const { job, hooks, place, target, classKeys, inspected, chosen, isEncrypted: isEncryptedBackup } = this.#parts;
    const { keepsDamaged, threads = Math.min(4, availableParallelism()) } = job;
    const shared = { classKeys, isEncryptedBackup, token, keepsDamaged };
    if (threads === 0 || chosen.count <= 20) {
      return writeHere(FileWriter.for({ ...shared, payloads: inspected.folder, target, state: hooks.state }));
    }
    return WriterThreads.with({ ...shared, path: job.path, target: place, state: hooks.state.buffer, threads });
  }

  async #inTurns<T>(steps: Iterable<T>, work: (step: T) => void | Promise<void>): Promise<void> {
    let count = 0;
    for (const step of steps) {
      this.#parts.hooks.state.throwIfCancelled();
      await work(step);
      if (++count % STEPS_IN_A_ROW === 0) await nextTurn();
    }
  }

  *#rows() {
    for (const row of this.#parts.chosen.rows()) {
      yield row;
      this.#done++;
    }
  }

  #tellProgress(): void {
    const { hooks, chosen } = this.#parts;
    hooks.onProgress({ phase: this.#phase, done: this.#done, total: chosen.count, unit: 'items', bytes: hooks.state.bytes });
  }

  #context(traits: TargetTraits, identity: string, continues: boolean): ExtractionContext {
    const { job, inspected, store, isEncrypted, target } = this.#parts;
    return {
      payloads: inspected.folder,
      isEncrypted,
      target,
      rules: traits.rules,
      policy: job.policy,
      continues,
      identity,
      date: Math.floor((inspected.summary.date?.getTime() ?? 0) / 1000),
      hasRow: (fileID) => store.byFileID(fileID) !== undefined,
      database: (entry) => this.#database(entry),
    };
  }

  async #database({ row, record }: PlannedEntry): Promise<DatabaseHealth['state'] | 'none'> {
    const { inspected, store, isEncrypted, classKeys } = this.#parts;
    const { domain, relativePath, fileID } = row;
    const payload = findPayload(inspected.folder, fileID);
    if (payload === undefined || record === undefined) return 'none';
    const companions = COMPANION_SUFFIXES.flatMap((suffix) => {
      const found = store.byFileID(fileIdOf(domain, relativePath + suffix));
      const companion = found && companionOf(suffix, findPayload(inspected.folder, found.fileID), recordOf(found).record, isEncrypted);
      return companion === undefined ? [] : [companion];
    });
    const source = sourceOf(payload, record, formOfPayload(payload, record, isEncrypted));
    const health = await lookIntoDatabase({ ...source, name: relativePath, readAll: true, companions }, classKeys?.copy());
    return health?.state ?? 'none';
  }

  #planContext(traits: TargetTraits): PlanContext {
    const { job, store } = this.#parts;
    return { traits, longestPath: longestPathIn(job.target), folderRow: (fileID) => store.byFileID(fileID) };
  }
}

/** A thread that fails stops the others as a cancel does; whoever notices the stop first must not hide why. */
export async function tellingFailureOf(writers: Pick<FileWriters, 'failure'>, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw writers.failure ?? error;
  }
}

/** No path of a phone is longer than 1,024 bytes; macOS takes that much for a whole path, others more. */
function longestPathIn(target: string): number {
  return process.platform === 'darwin' ? Math.max(256, 1000 - Buffer.byteLength(target)) : 1000;
}

/** The folder, made if it is missing, with what must not be entered below it. @throws BackupError */
function makeTarget({ path, target }: ExtractionJob): TargetPlace {
  const { dev, ino } = lstatSync(realpathSync(path), { bigint: true });
  try {
    mkdirSync(target, { recursive: true });
  } catch (error) {
    if (['EEXIST', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) {
      throw new BackupError('target-exists', `${target} is not a folder`, { data: { path: target }, cause: error });
    }
    throw diskFailure(error, target);
  }
  if (realpathSync.native(target) !== target) {
    throw new BackupError('unsafe-path', `there is a link in ${target}`, { data: { path: target } });
  }
  // At the root of a disk, the path ends in the separator that we put behind it.
  const plain = parse(target).root === target ? target.slice(0, -1) : join(target);
  return { path: plain, forbidden: [{ dev, ino }] };
}

function isAnythingIn(folder: string): boolean {
  const names = opendirSync(folder);
  try {
    return names.readSync() !== null;
  } finally {
    names.closeSync();
  }
}

/** A failure of the disk, in the codes of this room. */
function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskFailure(error, path);
  }
}
