/** One run of the Test Explorer over contracts: whatever makes the reports, this says what they mean for each test. */
import { Location, TestMessage, type CancellationToken, type TestItem, type TestRun, type TestRunRequest, type Uri } from 'vscode';
import { readContract, type BackupContract, type ContractReport } from '../../backup/index.ts';
import { isCodedError } from '../../base/index.ts';
import { contractProblemWords, withoutMarkup } from '../../view/index.ts';
import type { App } from '../app.ts';
import { signalOf } from '../cancellation.ts';
import { failureOf, logLinesOf } from '../failure-words.ts';
import { rangeOf, textOfContract } from './contract-files.ts';
import { ruleIds, type ContractItems } from './contract-items.ts';
import type { ContractResult, ContractResults } from './contract-results.ts';
import type { MadeReport, MakeReports, PrepareRun } from './contract-run.ts';
import { messagesAbout, outcomeLine, reportLines } from './finding-messages.ts';

export interface RunParts {
  readonly app: App;
  readonly items: ContractItems;
  readonly results: ContractResults;
}

interface RunItem {
  readonly uri: Uri;
  /** The rules that were chosen; all of them unless given. */
  readonly only: ReadonlySet<string> | undefined;
}

/** Ends with the run, however it ends. `afterwards` is told each report, for the coverage. */
export async function runContracts(
  parts: RunParts,
  request: TestRunRequest,
  token: CancellationToken,
  prepare: PrepareRun,
  afterwards: (run: TestRun, uri: Uri, report: ContractReport) => void = () => undefined,
): Promise<void> {
  const { controller } = parts.items;
  const run = controller.createTestRun(request);
  const signal = AbortSignal.any([signalOf(token), signalOf(run.token)]);
  try {
    const wanted = await wantedItems(parts.items, request);
    for (const each of wanted) for (const test of testsOf(parts.items, each, request)) run.enqueued(test);
    const uris = wanted.map(({ uri }) => uri);
    const make = uris.length === 0 ? undefined : await prepare(uris, signal).catch((error: unknown) => failing(error));
    for (const each of wanted) {
      const one = new ContractRun(parts, run, request, each, signal);
      if (make === undefined || signal.aborted) one.skip();
      else await one.run(make, (report) => afterwards(run, each.uri, report));
    }
  } finally {
    run.end();
  }
}

/** A question that fails is the answer for every contract. */
function failing(error: unknown): MakeReports {
  return () => Promise.reject(error instanceof Error ? error : new Error(String(error)));
}

/** As the files are now: their tests are read again before they run. */
async function wantedItems(items: ContractItems, { include }: TestRunRequest): Promise<RunItem[]> {
  if (include === undefined) await items.refresh();
  const all = include ?? [...items.controller.items].map(([, item]) => item);
  const byFile = new Map<string, { uri: Uri; only: Set<string> | undefined }>();
  for (const { id, uri, parent } of all) {
    if (uri === undefined) continue;
    const known = byFile.get(uri.toString());
    const isRule = parent !== undefined;
    if (known === undefined) byFile.set(uri.toString(), { uri, only: isRule ? new Set([id]) : undefined });
    else if (!isRule) known.only = undefined;
    else known.only?.add(id);
  }
  const wanted = [...byFile.values()];
  await Promise.all(wanted.map(({ uri }) => items.load(uri)));
  return wanted;
}

/** A contract with a mistake has no rules: it stands for itself. */
function testsOf({ controller }: ContractItems, { uri, only }: RunItem, { exclude = [] }: TestRunRequest): TestItem[] {
  const item = controller.items.get(uri.toString());
  const excluded = new Set(exclude.map(({ id }) => id));
  if (item === undefined || excluded.has(item.id)) return [];
  if (item.children.size === 0) return [item];
  return [...item.children].map(([, child]) => child).filter(({ id }) => !excluded.has(id) && (only === undefined || only.has(id)));
}

class ContractRun {
  readonly #parts: RunParts;
  readonly #run: TestRun;
  readonly #tests: readonly TestItem[];
  readonly #uri: Uri;
  readonly #signal: AbortSignal;

  constructor(parts: RunParts, run: TestRun, request: TestRunRequest, item: RunItem, signal: AbortSignal) {
    this.#parts = parts;
    this.#run = run;
    this.#uri = item.uri;
    this.#tests = testsOf(parts.items, item, request);
    this.#signal = signal;
  }

  skip(): void {
    for (const test of this.#tests) this.#run.skipped(test);
  }

  async run(make: MakeReports, afterwards: (report: ContractReport) => void): Promise<void> {
    if (this.#tests.length === 0) return;
    for (const test of this.#tests) this.#run.started(test);
    const started = performance.now();
    try {
      const text = await textOfContract(this.#uri);
      const { contract, problems } = readContract(text);
      if (contract === undefined) {
        this.#fail(
          problems.map((problem) => {
            const message = new TestMessage(withoutMarkup(contractProblemWords(problem, this.#parts.app.reporter.locale)));
            message.location = new Location(this.#uri, rangeOf(problem.at));
            return message;
          }),
        );
        return;
      }
      const made = await make({ uri: this.#uri, contract }, { signal: this.#signal, say: (line) => this.#say(line) });
      this.#conclude(contract, made, performance.now() - started);
      await this.#keep(text, contract, made);
      for (const { report } of made) afterwards(report);
    } catch (error) {
      if (this.#signal.aborted || isCodedError(error, 'cancelled')) this.skip();
      else this.#failWith(error);
    }
  }

  /** The worst of all reports counts. */
  #conclude(contract: BackupContract, made: readonly MadeReport[], duration: number): void {
    const { locale } = this.#parts.app.reporter;
    const ids = ruleIds(contract);
    for (const test of this.#tests) {
      const index = ids.findIndex((id) => `${this.#uri.toString()}#${id}` === test.id);
      // Somebody has typed since the run was asked for: there is no such rule any more.
      if (index < 0) {
        this.#run.skipped(test);
        continue;
      }
      const outcomes = made.flatMap(({ report, note }) => {
        const outcome = report.rules[index];
        return outcome === undefined ? [] : [{ outcome, note }];
      });
      const location = test.range === undefined ? undefined : new Location(this.#uri, test.range);
      for (const { outcome, note } of outcomes) this.#say(outcomeLine(outcome, note, locale), location, test);
      const messages = made.flatMap((each) => messagesAbout(index, each, this.#uri, locale));
      const states = new Set(outcomes.map(({ outcome }) => outcome.state));
      if (states.has('broken')) this.#run.failed(test, messages, duration);
      else if (states.has('undecided') || outcomes.length === 0) this.#run.errored(test, messages, duration);
      else this.#run.passed(test, duration);
    }
    for (const each of made) for (const line of reportLines(each, locale)) this.#say(line);
  }

  /** Somebody may have typed meanwhile: then it is true of no text that is there. */
  async #keep(text: string, contract: BackupContract, made: readonly MadeReport[]): Promise<void> {
    const { items, results } = this.#parts;
    const kept = made.map(({ report, note, backup }): ContractResult => {
      return { uri: this.#uri, text, contract, report, note, ...(backup === undefined ? {} : { backup }) };
    });
    results.set(this.#uri, kept);
    await items.load(this.#uri);
  }

  #failWith(error: unknown): void {
    const { reporter } = this.#parts.app;
    reporter.log.error(logLinesOf(error));
    const { message, action } = failureOf(error, reporter.locale.translate);
    this.#fail([new TestMessage(withoutMarkup(`${message} ${action}`))]);
  }

  #fail(messages: readonly TestMessage[]): void {
    for (const test of this.#tests) {
      const placed = messages.map((message) => {
        const own = new TestMessage(message.message);
        own.location = message.location ?? new Location(this.#uri, test.range ?? rangeOf({ line: 1, column: 1, end: 1 }));
        return own;
      });
      this.#run.errored(test, placed);
    }
    this.#parts.results.drop(this.#uri);
  }

  #say(line: string, location?: Location, test?: TestItem): void {
    this.#run.appendOutput(`${line}\r\n`, location, test);
  }
}
