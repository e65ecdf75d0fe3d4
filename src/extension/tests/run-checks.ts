/** Verifications as runs of the Test Explorer: a whole backup is verified, and each test is told what became of what it looks for. */
import {
  Location,
  Range,
  TestMessage,
  TestRunProfileKind,
  l10n,
  type CancellationToken,
  type TestItem,
  type TestRun,
  type TestRunProfile,
  type TestRunRequest,
} from 'vscode';
import { closeMarkOf } from '../../backup/index.ts';
import { isCodedError } from '../../base/index.ts';
import { verifyResult } from '../../report/index.ts';
import { problemsOf, progressWords, visible, withoutMarkup } from '../../view/index.ts';
import type { App } from '../app.ts';
import { checkAndShow, checkedWords, type ShownCheck } from '../backups/check-and-show.ts';
import { problemUri } from '../backups/problem-uri.ts';
import { unlockAll } from '../backups/unlock-with-password.ts';
import { signalOf } from '../cancellation.ts';
import { failureOf, logLinesOf } from '../failure-words.ts';
import { Throttle } from '../throttle.ts';
import { VERDICT, type CheckItems } from './check-items.ts';

type Level = 'quick' | 'full';

/** Of one kind; more say nothing more. */
const MOST_MESSAGES = 50;
const PROGRESS_EVERY_MS = 1000;
const LABELS: Readonly<Record<Level, () => string>> = { quick: () => l10n.t('Verify (Quick)'), full: () => l10n.t('Verify (Full)') };

export function addCheckProfile(app: App, items: CheckItems, level: Level): TestRunProfile {
  const run = (request: TestRunRequest, token: CancellationToken) => runChecks(app, items, request, token, level);
  return items.controller.createRunProfile(LABELS[level](), TestRunProfileKind.Run, run, level === 'quick');
}

/** Ends with the run, however it ends. */
async function runChecks(app: App, items: CheckItems, request: TestRunRequest, token: CancellationToken, level: Level): Promise<void> {
  const run = items.controller.createTestRun(request);
  const signal = AbortSignal.any([signalOf(token), signalOf(run.token)]);
  try {
    // Who runs all tests that there are did not ask about this backup: its verdict is one line among theirs, unless something is wrong.
    const isChosen = request.include !== undefined;
    const wanted = [...wantedChecks(items, request)].map(([path, all]) => {
      const [own = [], unlessGood = []] = isChosen ? [all] : [all.filter(isVerdict), all.filter((test) => !isVerdict(test))];
      return { path, tests: own, unlessGood };
    });
    for (const { tests } of wanted) for (const test of tests) run.enqueued(test);
    // What stays locked is verified as far as that is possible.
    const paths = wanted.map(({ path }) => path);
    if (isChosen) await unlockAll(app, paths);
    for (const { path, tests, unlessGood } of wanted) {
      const one = new CheckRun(app, items, run, { path, tests, unlessGood, level, signal });
      if (signal.aborted) one.skip();
      else if (!isChosen && app.backups.find(path)?.encrypted === true && !app.unlocked.has(path)) one.leaveLocked();
      else await one.run();
    }
  } finally {
    run.end();
  }
}

/** The tests of each backup that were chosen. */
function wantedChecks({ controller }: CheckItems, { include, exclude = [] }: TestRunRequest): Map<string, TestItem[]> {
  const excluded = new Set(exclude.map(({ id }) => id));
  const chosen = include ?? [...controller.items].map(([, item]) => item);
  const tests = chosen.flatMap((item) => (item.parent === undefined ? [...item.children].map(([, child]) => child) : [item]));
  const wanted = [...new Set(tests)].filter(({ id, parent }) => !excluded.has(id) && !excluded.has(parent?.id ?? ''));
  return Map.groupBy(wanted, ({ parent }) => parent?.id ?? '');
}

function isVerdict({ id }: TestItem): boolean {
  return id.endsWith(`#${VERDICT}`);
}

interface CheckRunOptions {
  readonly path: string;
  readonly tests: readonly TestItem[];
  /** They are told only what is wrong. */
  readonly unlessGood: readonly TestItem[];
  readonly level: Level;
  readonly signal: AbortSignal;
}

class CheckRun {
  readonly #app: App;
  readonly #items: CheckItems;
  readonly #run: TestRun;
  readonly #options: CheckRunOptions;

  constructor(app: App, items: CheckItems, run: TestRun, options: CheckRunOptions) {
    this.#app = app;
    this.#items = items;
    this.#run = run;
    this.#options = options;
  }

  skip(): void {
    for (const test of this.#options.tests) this.#run.skipped(test);
  }

  leaveLocked(): void {
    this.skip();
    const name = this.#app.backups.nameOf(this.#options.path);
    this.#say(l10n.t('The backup of {name} is locked. Run its own tests to type its password, or unlock it.', { name }));
  }

  async run(): Promise<void> {
    const { path, tests, level, signal } = this.#options;
    const { locale } = this.#app.reporter;
    for (const test of tests) this.#run.started(test);
    this.#say(l10n.t('Verifying the backup of {name} in {path}', { name: this.#app.backups.nameOf(path), path }));
    const throttle = new Throttle<string>(PROGRESS_EVERY_MS, (words) => this.#say(words));
    const onProgress = (progress: Parameters<typeof progressWords>[0]) => throttle.push(progressWords(progress, locale));
    try {
      const mark = await closeMarkOf(path);
      const checked = await checkAndShow(this.#app, path, { level, signal, onProgress });
      this.#conclude(checked);
      await this.#items.keep(path, checked.remembered && { mark, at: checked.remembered.at });
    } catch (error) {
      if (signal.aborted || isCodedError(error, 'cancelled')) this.skip();
      else this.#failWith(error);
    } finally {
      throttle.dispose();
    }
  }

  /** The words and states are those of every other report. */
  #conclude(checked: ShownCheck): void {
    const { report, verdict, remembered } = checked;
    const { locale } = this.#app.reporter;
    const { cases } = verifyResult({ ...report, verdict }, { locale, language: '' });
    const { tests, unlessGood } = this.#options;
    const foundFor = (test: TestItem) => cases.find(({ name }) => test.id.endsWith(`#${name}`));
    for (const test of [...tests, ...unlessGood.filter((each) => foundFor(each)?.state === 'failed')]) {
      const found = foundFor(test);
      if (found?.state === 'passed') this.#run.passed(test);
      else if (found === undefined || found.state === 'skipped') this.#run.skipped(test);
      else if (found.state === 'failed') this.#run.failed(test, this.#messages(found.name, checked));
      else this.#run.errored(test, this.#messages(found.name, checked));
    }
    const skipped = Map.groupBy(
      cases.filter(({ state }) => state === 'skipped'),
      ({ cause = '' }) => cause,
    );
    for (const [cause, all] of skipped) this.#say(`${cause} (${all.map(({ looksFor = '' }) => looksFor).join(', ')})`);
    for (const { name, looksFor = '', note } of cases) {
      if (note !== undefined) this.#say(name === VERDICT ? note : `${looksFor}: ${note.replaceAll('\n', '\r\n  ')}`);
    }
    if (remembered === undefined) this.#say(l10n.t('The backup has changed meanwhile, so that this is no longer true. Verify it again.'));
  }

  #messages(name: string, checked: ShownCheck): TestMessage[] {
    if (name === VERDICT) return [this.#message(checkedWords(this.#app, this.#options.path, checked), '')];
    const findings = checked.report.findings.filter(({ code }) => code === name);
    return problemsOf({ findings }, MOST_MESSAGES, this.#app.reporter.locale.translate).map(({ message, where, fileID }) =>
      this.#message(`${message}\n${visible(where)}`, where, fileID),
    );
  }

  #message(words: string, where: string, fileID?: string): TestMessage {
    const { path } = this.#options;
    const told = new TestMessage(withoutMarkup(words));
    const shown = `${this.#app.backups.nameOf(path)}/${where}`;
    told.location = new Location(problemUri({ path, ...(fileID === undefined ? {} : { fileID }) }, shown), new Range(0, 0, 0, 0));
    return told;
  }

  #failWith(error: unknown): void {
    const { reporter } = this.#app;
    reporter.log.error(logLinesOf(error));
    const { message, action } = failureOf(error, reporter.locale.translate);
    for (const test of this.#options.tests) this.#run.errored(test, this.#message(`${message} ${action}`, ''));
    this.#items.drop(this.#options.path);
  }

  #say(line: string): void {
    this.#run.appendOutput(`${line}\r\n`);
  }
}
