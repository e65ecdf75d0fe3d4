/** Runs all checks over a backup folder and puts the report together. It blocks now and then, and belongs into a worker. */
import { systemErrorCode, throwIfAborted, type OnProgress } from '../../base/index.ts';
import { BackupError } from '../errors.ts';
import { CatalogueStore } from '../read/catalogue-store.ts';
import { filesAreEncrypted } from '../read/file-rows.ts';
import { inspectFolder, obstacleOf, withEncryption, type InspectedFolder } from '../read/summary.ts';
import type { Check, CheckContext, FileState, FindingDetails, RowFacts, RunningCheck } from './check.ts';
import { CHECKS } from './check-list.ts';
import { reportObstacle } from './checks/catalogue-sound.ts';
import { FINDING_SEVERITY, type Finding, type FindingCode } from './finding.ts';
import type { FileCounts, VerifyLevel, VerifyPhase, VerifyReport } from './report.ts';
import { countsAsFile, rowFacts } from './row-facts.ts';
import { contentChooser } from './sample.ts';
import { storedItems } from './stored-items.ts';
import { verdictOf, type CatalogueState } from './verdict.ts';

export interface CheckOptions {
  readonly level: VerifyLevel;
  readonly asItIs: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress<VerifyPhase>;
}

/** Rows fetched at once; between two batches cancelling and progress get their turn. */
const BATCH_ROWS = 500;

/** `path` is the backup folder itself. Rejects with CancelledError only; whatever is wrong with the backup is a finding. */
export async function runChecks(path: string, options: CheckOptions, checks: readonly Check[] = CHECKS): Promise<VerifyReport> {
  options.onProgress({ phase: 'reading-catalogue', done: 0, unit: 'files' });
  const inspected = await inspectFolder(path, options);
  const opened = await openCatalogue(inspected);
  await using catalogue = opened instanceof CatalogueStore ? opened : null;
  const verification = new Verification(inspected, catalogue ?? undefined, options, checks);
  if (opened instanceof BackupError) verification.tellObstacle(opened);
  return await verification.run();
}

/** The store; the error of one that looked readable and is not; undefined for one that cannot be opened by its looks. */
async function openCatalogue(inspected: InspectedFolder): Promise<CatalogueStore | BackupError | undefined> {
  const { folder } = inspected;
  const path = folder.locate('Manifest.db');
  if (path === undefined || obstacleOf(inspected) !== undefined) return undefined;
  try {
    return await CatalogueStore.open(path, folder.locate('Manifest.db-wal'));
  } catch (error) {
    if (error instanceof BackupError) return error;
    throw error;
  }
}

class Verification {
  readonly #options: CheckOptions;
  readonly #context: CheckContext;
  readonly #checks: readonly RunningCheck[];
  readonly #findings: Finding[] = [];
  readonly #counts: Record<FileState, number> = { proven: 0, consistent: 0, knownGap: 0, damaged: 0, missing: 0, notChecked: 0 };
  #catalogueState: CatalogueState;

  constructor(inspected: InspectedFolder, catalogue: CatalogueStore | undefined, options: CheckOptions, checks: readonly Check[]) {
    const encrypted = (catalogue && filesAreEncrypted(catalogue)) ?? inspected.summary.encrypted;
    const summary = encrypted === undefined ? inspected.summary : withEncryption(inspected.summary, encrypted);
    this.#options = options;
    this.#context = {
      ...inspected,
      summary,
      encrypted,
      ...(catalogue === undefined ? {} : { catalogue }),
      signal: options.signal,
      report: (code, message, details) => {
        this.#report(code, message, details);
      },
    };
    this.#catalogueState = catalogue === undefined ? stateWithout(inspected) : 'read';
    this.#checks = checks.map((check) => check.begin(this.#context));
  }

  tellObstacle(obstacle: BackupError): void {
    this.#catalogueState = 'unreadable';
    if (!this.#findings.some(({ code }) => code === obstacle.code)) reportObstacle(this.#context, obstacle);
  }

  async run(): Promise<VerifyReport> {
    const stages = [() => this.#checkBackup(), () => this.#checkRows(), () => this.#checkStored()];
    for (const stage of stages) {
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

  #report(code: FindingCode, message: string, { evidence = {}, ...where }: FindingDetails = {}): void {
    this.#findings.push({ code, severity: FINDING_SEVERITY[code], ...where, message, evidence });
  }

  async #checkRows(): Promise<void> {
    const { catalogue } = this.#context;
    if (catalogue === undefined) return;
    const { last: total } = catalogue.rangeOf(undefined);
    if (total === 0) this.#report('catalogue-empty', 'The catalogue holds no files at all.', { evidence: { file: 'Manifest.db' } });
    const files = catalogue.domains().reduce((sum, domain) => sum + domain.files, 0);
    const chooseContent = contentChooser(this.#options.level, files);
    for (let first = 1; first <= total; first += BATCH_ROWS) {
      for (const row of catalogue.rows({ first, last: first + BATCH_ROWS - 1 })) {
        throwIfAborted(this.#options.signal);
        await this.#checkRow(rowFacts(this.#context, row, chooseContent));
      }
      this.#options.onProgress({ phase: 'checking-files', done: Math.min(total, first + BATCH_ROWS - 1), total, unit: 'files' });
      await nextTurn();
    }
  }

  async #checkRow(facts: RowFacts): Promise<void> {
    try {
      for (const check of this.#checks) await check.row?.(facts);
    } catch (error) {
      const systemCode = systemErrorCode(error);
      if (systemCode === undefined) throw error;
      facts.mark('damaged');
      facts.report('payload-unreadable', 'The content of this file cannot be read.', { file: facts.payload?.place ?? null, systemCode });
    }
    if (countsAsFile(facts)) this.#counts[facts.state]++;
  }

  /** Without a list of files, what is stored is all there is to count. */
  async #checkStored(): Promise<void> {
    const countsItems = this.#catalogueState !== 'read' && this.#context.catalogue === undefined;
    for (const item of storedItems(this.#context.folder, 'notChecked')) {
      throwIfAborted(this.#options.signal);
      for (const check of this.#checks) check.stored?.(item);
      if (countsItems && item.kind === 'payload') this.#counts[item.state]++;
    }
    await nextTurn();
  }

  #reportDocument(): VerifyReport {
    const { path, udid, productVersion, encrypted, date } = this.#context.summary;
    const { level } = this.#options;
    const counts: FileCounts = { ...this.#counts };
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
      verdict: verdictOf(this.#findings, counts, this.#catalogueState),
      counts,
      findings: this.#findings,
    };
  }
}

function stateWithout(inspected: InspectedFolder): CatalogueState {
  const code = obstacleOf(inspected)?.code;
  return code === 'backup-encrypted' || (code === 'too-old' && inspected.summary.era !== 'mdinfo') ? 'closed' : 'unreadable';
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
