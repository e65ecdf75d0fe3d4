/** What is wrong with the text of contracts that are open, in the Problems view; found a moment after the last key. */
import { Diagnostic, DiagnosticSeverity, languages, workspace, type TextDocument, type Uri } from 'vscode';
import { readContract } from '../../backup/index.ts';
import { DisposableList, type Disposable } from '../../base/index.ts';
import { contractProblemWords, withoutMarkup, type Locale } from '../../view/index.ts';
import { isContract, rangeOf } from './contract-files.ts';

const SOURCE = 'iOS Backup';
const REST_MS = 250;

export class ContractProblems implements Disposable {
  readonly #collection = languages.createDiagnosticCollection('iosBackup.contracts');
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #listeners = new DisposableList();
  readonly #locale: Locale;

  constructor(locale: Locale) {
    this.#locale = locale;
    this.#listeners.add(workspace.onDidOpenTextDocument((document) => this.#look(document)));
    this.#listeners.add(workspace.onDidChangeTextDocument(({ document }) => this.#lookLater(document)));
    this.#listeners.add(workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)));
    for (const document of workspace.textDocuments) this.#look(document);
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#listeners.dispose();
    this.#collection.dispose();
  }

  #lookLater(document: TextDocument): void {
    if (!isContract(document)) return;
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.set(
      key,
      setTimeout(() => this.#look(document), REST_MS),
    );
  }

  #look(document: TextDocument): void {
    if (document.isClosed || !isContract(document)) return;
    const diagnostics = readContract(document.getText()).problems.map((problem) => {
      const message = withoutMarkup(contractProblemWords(problem, this.#locale));
      const diagnostic = new Diagnostic(rangeOf(problem.at), message, DiagnosticSeverity.Error);
      diagnostic.source = SOURCE;
      diagnostic.code = problem.code;
      return diagnostic;
    });
    this.#collection.set(document.uri, diagnostics);
  }

  #forget(uri: Uri): void {
    clearTimeout(this.#waiting.get(uri.toString()));
    this.#waiting.delete(uri.toString());
    this.#collection.delete(uri);
  }
}
