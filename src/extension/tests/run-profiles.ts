/** The ways to run contracts: once, again at each save, or with the coverage of their rules. */
import { isAbsolute } from 'node:path';
import {
  FileCoverage,
  RelativePattern,
  StatementCoverage,
  TestRunProfileKind,
  TestRunRequest,
  Uri,
  workspace,
  type CancellationToken,
  type FileCoverageDetail,
  type TestRun,
  type TestRunProfile,
} from 'vscode';
import { readContract, type ContractReport } from '../../backup/index.ts';
import { DisposableList, toDisposable, type Disposable } from '../../base/index.ts';
import { rangeOf, textOfContract } from './contract-files.ts';
import type { PrepareRun } from './contract-run.ts';
import { runContracts, type RunParts } from './run-contracts.ts';

const REST_MS = 500;

interface ProfileOptions {
  readonly label: string;
  readonly kind: TestRunProfileKind;
  readonly isDefault?: boolean;
  readonly isContinuous?: boolean;
  /** Files that a contract lays onto a phone matter as the contract does. */
  readonly followsAppFiles?: boolean;
  readonly prepare: PrepareRun;
  readonly configure?: () => void;
}

export function addProfile(parts: RunParts, options: ProfileOptions): TestRunProfile {
  const { label, kind, prepare, configure, isDefault = false, isContinuous = false, followsAppFiles = false } = options;
  const details = new WeakMap<FileCoverage, FileCoverageDetail[]>();
  const run = (request: TestRunRequest, token: CancellationToken) => {
    const cover = (made: TestRun, uri: Uri, report: ContractReport) => {
      const rules = statementsOf(report);
      const coverage = FileCoverage.fromDetails(uri, rules);
      details.set(coverage, rules);
      made.addCoverage(coverage);
    };
    return runContracts(parts, request, token, prepare, kind === TestRunProfileKind.Coverage ? cover : undefined);
  };
  const profile = parts.items.controller.createRunProfile(
    label,
    kind,
    (request, token) =>
      request.continuous === true ? runContinuously(parts, request, token, { run, followsAppFiles }) : run(request, token),
    isDefault,
    undefined,
    isContinuous,
  );
  profile.configureHandler = configure;
  profile.loadDetailedCoverage = (_run, coverage) => Promise.resolve(details.get(coverage) ?? []);
  return profile;
}

/** A rule counts as covered if the backup has something that it is about, which a rule about the backup itself always has. */
function statementsOf({ rules }: ContractReport): FileCoverageDetail[] {
  return rules.map(({ rule, fits }): FileCoverageDetail => {
    const isAboutAll = rule.kind === 'encrypted' || rule.kind === 'mustNotContain' || rule.kind === 'frozen';
    return new StatementCoverage(isAboutAll ? true : fits, rangeOf(rule.at));
  });
}

interface Continuously {
  readonly run: (request: TestRunRequest, token: CancellationToken) => Promise<void>;
  readonly followsAppFiles: boolean;
}

/** At each save until it is switched off. What changes during a run begins one more behind it. */
async function runContinuously(
  { items, app }: RunParts,
  { include, exclude, profile }: TestRunRequest,
  token: CancellationToken,
  { run, followsAppFiles }: Continuously,
): Promise<void> {
  const all = new DisposableList();
  token.onCancellationRequested(() => all.dispose());
  let running = Promise.resolve();
  const again = (uri: Uri) => {
    const item = items.controller.items.get(uri.toString());
    const chosen = include?.filter((each) => each.uri?.toString() === uri.toString()) ?? (item === undefined ? [] : [item]);
    if (item === undefined || chosen.length === 0) return;
    const next = async (): Promise<void> => {
      if (!token.isCancellationRequested) await run(new TestRunRequest(chosen, exclude, profile, true), token);
    };
    running = running.then(next).catch((error: unknown) => void app.reporter.show(error));
  };
  all.add(workspace.onDidSaveTextDocument(({ uri }) => again(uri)));
  if (!followsAppFiles) return;
  for (const uri of new Set(include?.flatMap((each) => each.uri ?? []) ?? items.uris())) all.add(await followFiles(uri, () => again(uri)));
}

/** Many files change at once when an app is run: one run afterward is enough. */
async function followFiles(contract: Uri, changed: () => void): Promise<Disposable> {
  const all = new DisposableList();
  const files = readContract(await textOfContract(contract)).contract?.appFiles;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(changed, REST_MS);
  };
  for (const folder of files === undefined ? [] : [files.folder, ...files.groups.map((group) => group.folder)]) {
    const base = isAbsolute(folder) ? Uri.file(folder) : Uri.joinPath(contract, '..', folder);
    const watcher = all.add(workspace.createFileSystemWatcher(new RelativePattern(base, '**')));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) all.add(event(later));
  }
  all.add(toDisposable(() => clearTimeout(waiting)));
  return all;
}
