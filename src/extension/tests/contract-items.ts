/** The contracts of the workspace as tests: one for each file, below it one for each rule, where it stands. */
import { l10n, tests, workspace, type TestController, type TestItem, type TextDocument, type Uri } from 'vscode';
import { readContract, type BackupContract, type ContractProblem } from '../../backup/index.ts';
import { DisposableList, Emitter, type Disposable, type Event } from '../../base/index.ts';
import { contractProblemWords, contractRuleText, oneLine, withoutMarkup, type Locale } from '../../view/index.ts';
import { CONTRACT_PATTERN, canBeTested, isContract, rangeOf, textOfContract } from './contract-files.ts';
import type { ContractResults } from './contract-results.ts';

const CONTROLLER = 'iosBackup.contracts';
const REST_MS = 250;

export class ContractItems implements Disposable {
  readonly controller: TestController = tests.createTestController(CONTROLLER, l10n.t('Backup Contracts'));
  readonly #results: ContractResults;
  readonly #locale: Locale;
  readonly #all = new DisposableList();
  readonly #changes = new Emitter<undefined>();
  /** A reading that was overtaken by a later one, or by the end of its file, changes nothing. */
  readonly #readings = new Map<string, number>();
  readonly #latest = new Map<string, Promise<TestItem | undefined>>();
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();

  /** Tests came, changed or went. */
  readonly onDidChange: Event<undefined> = this.#changes.event;

  constructor(results: ContractResults, locale: Locale) {
    this.#results = results;
    this.#locale = locale;
    this.#all.add(this.controller);
    this.controller.resolveHandler = (item) => (item === undefined ? this.refresh() : undefined);
    this.controller.refreshHandler = () => this.refresh();
    const files = this.#all.add(workspace.createFileSystemWatcher(CONTRACT_PATTERN));
    this.#all.add(files.onDidCreate((uri) => void this.load(uri)));
    this.#all.add(files.onDidChange((uri) => void this.load(uri)));
    this.#all.add(files.onDidDelete((uri) => this.#remove(uri)));
    this.#all.add(workspace.onDidOpenTextDocument((document) => this.#opened(document)));
    this.#all.add(workspace.onDidChangeTextDocument(({ document }) => this.#loadLater(document)));
    this.#all.add(workspace.onDidCloseTextDocument(({ uri }) => this.#closed(uri)));
    this.#all.add(workspace.onDidChangeWorkspaceFolders(() => void this.refresh()));
    this.#all.add(
      results.onDidOutdate((uri) => {
        const item = this.controller.items.get(uri.toString());
        if (item !== undefined) this.controller.invalidateTestResults(item);
      }),
    );
    for (const document of workspace.textDocuments) this.#opened(document);
  }

  uris(): Uri[] {
    return [...this.controller.items].flatMap(([, { uri }]) => uri ?? []);
  }

  /** Looks for all of them again. */
  async refresh(): Promise<void> {
    const found = await workspace.findFiles(CONTRACT_PATTERN, '**/node_modules/**');
    const open = workspace.textDocuments.filter((document) => isContract(document) && canBeTested(document.uri)).map(({ uri }) => uri);
    const all = [...found, ...open];
    const known = new Set(all.map(String));
    for (const [, { uri }] of this.controller.items) if (uri !== undefined && !known.has(uri.toString())) this.#remove(uri);
    await Promise.all(all.map((uri) => this.load(uri)));
  }

  /** Reads one of them; what was found about another text of it is no longer true. Resolves with the item as the newest reading leaves it. */
  load(uri: Uri): Promise<TestItem | undefined> {
    if (!canBeTested(uri)) return Promise.resolve(undefined);
    const key = uri.toString();
    const reading = (this.#readings.get(key) ?? 0) + 1;
    this.#readings.set(key, reading);
    const loading = this.#read(uri, reading);
    this.#latest.set(key, loading);
    return loading;
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#readings.clear();
    this.#latest.clear();
    this.#all.dispose();
  }

  async #read(uri: Uri, reading: number): Promise<TestItem | undefined> {
    const key = uri.toString();
    let text: string;
    try {
      text = await textOfContract(uri);
    } catch {
      if (this.#readings.get(key) === reading) this.#remove(uri);
      return undefined;
    }
    if (this.#readings.get(key) !== reading) return this.#latest.get(key);
    if (this.#results.of(uri).some((result) => result.text !== text)) this.#results.drop(uri);
    return this.#show(uri, text);
  }

  #show(uri: Uri, text: string): TestItem {
    const { contract, problems } = readContract(text);
    const item = this.controller.items.get(uri.toString()) ?? this.#add(uri);
    item.error = contract === undefined ? this.#problemWords(problems) : undefined;
    const ids = contract === undefined ? [] : ruleIds(contract);
    item.children.replace(
      (contract?.rules ?? []).map((rule, index) => {
        const id = `${item.id}#${ids[index] ?? ''}`;
        const child = item.children.get(id) ?? this.controller.createTestItem(id, withoutMarkup(oneLine(contractRuleText(rule))), uri);
        child.range = rangeOf(rule.at);
        child.sortText = String(index).padStart(4, '0');
        return child;
      }),
    );
    this.#changes.fire(undefined);
    return item;
  }

  #add(uri: Uri): TestItem {
    const item = this.controller.createTestItem(uri.toString(), withoutMarkup(oneLine(workspace.asRelativePath(uri))), uri);
    this.controller.items.add(item);
    return item;
  }

  #problemWords(problems: readonly ContractProblem[]): string {
    const lines = problems.map((problem) =>
      l10n.t('Line {line}: {words}', { line: problem.at.line, words: contractProblemWords(problem, this.#locale) }),
    );
    return withoutMarkup(lines.slice(0, 5).join('\n'));
  }

  #opened(document: TextDocument): void {
    if (isContract(document)) void this.load(document.uri);
  }

  /** What was found about the text before is not true of this one, from the first key on. */
  #loadLater(document: TextDocument): void {
    if (!isContract(document)) return;
    const { uri } = document;
    if (this.#results.of(uri).some(({ text }) => text !== document.getText())) this.#results.drop(uri);
    const key = uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.set(
      key,
      setTimeout(() => {
        this.#waiting.delete(key);
        void this.load(uri);
      }, REST_MS),
    );
  }

  /** A file outside of the workspace is a test as long as it is open; of one inside that was never saved the file counts again. */
  #closed(uri: Uri): void {
    if (this.controller.items.get(uri.toString()) === undefined) return;
    if (workspace.getWorkspaceFolder(uri) === undefined) this.#remove(uri);
    else void this.load(uri);
  }

  #remove(uri: Uri): void {
    const key = uri.toString();
    this.#readings.set(key, (this.#readings.get(key) ?? 0) + 1);
    this.#latest.delete(key);
    clearTimeout(this.#waiting.get(key));
    this.#results.drop(uri);
    this.controller.items.delete(key);
    this.#changes.fire(undefined);
  }
}

/** By its words, so that a rule stays the same test when lines move; the second of two that are alike is another. */
export function ruleIds({ rules }: BackupContract): string[] {
  const seen = new Map<string, number>();
  return rules.map((rule) => {
    const text = contractRuleText(rule);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    return times === 1 ? text : `${text} (${String(times)})`;
  });
}
