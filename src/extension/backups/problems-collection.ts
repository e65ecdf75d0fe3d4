/** Findings of checks in the Problems view, until the backup is checked again. Choosing one opens the page at the file, never the file itself. */
import { Diagnostic, DiagnosticSeverity, Range, languages, workspace, type TextDocumentContentProvider, type Uri } from 'vscode';
import type { Disposable } from '../../base/index.ts';
import { problemActions, problemsOf, withoutMarkup, type Problem, type Translate, type WrongThings } from '../../view/index.ts';
import { helpUri } from '../help/help-uri.ts';
import { problemUri } from './problem-uri.ts';

const SOURCE = 'iOS Backup';

const SEVERITY: Readonly<Record<Problem['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** VS Code keeps so many documents open that nobody looks at, and some are of others. */
const MOST_DOCUMENTS = 20;

export class ProblemsCollection implements TextDocumentContentProvider, Disposable {
  readonly #collection = languages.createDiagnosticCollection(SOURCE);
  readonly #shown = new Map<string, Uri[]>();
  readonly #nameOf: (path: string) => string;

  /** `nameOf` says what a backup is called. */
  constructor(nameOf: (path: string) => string) {
    this.#nameOf = nameOf;
  }

  /** Puts what is wrong in place of what was shown for this backup; how many there are now. */
  async show(path: string, wrong: WrongThings, most: number, translate: Translate): Promise<number> {
    this.clear(path);
    const problems = problemsOf(wrong, most, translate);
    const name = this.#nameOf(path);
    const places = Map.groupBy(problems, ({ where, fileID }) => JSON.stringify([where, fileID]));
    const entries = [...places.values()].map((found): [Uri, Diagnostic[]] => {
      const [{ where, fileID }] = found as [Problem];
      const uri = problemUri({ path, ...(fileID === undefined ? {} : { fileID }) }, `${name}/${where}`);
      return [uri, found.map(diagnosticOf)];
    });
    // Before the entries are there: VS Code asks for the fixes of an entry once, and finds none for a document that is only coming.
    await Promise.all(entries.slice(0, MOST_DOCUMENTS).map(([uri]) => this.open(uri)));
    this.clear(path);
    for (const [uri, diagnostics] of entries) this.#collection.set(uri, diagnostics);
    this.#shown.set(
      path,
      entries.map(([uri]) => uri),
    );
    return problems.length;
  }

  /** Makes VS Code offer quick fixes for the problems there: it does for what is open as text, wherever its editor is. */
  async open(uri: Uri): Promise<void> {
    try {
      await workspace.openTextDocument(uri);
    } catch {
      // Without it there is no light bulb, and everything else is the same.
    }
  }

  /** The text of such a document: nobody sees it, because the page of the backup opens instead. */
  provideTextDocumentContent(uri: Uri): string {
    const problems = this.#collection.get(uri) ?? [];
    return problems.map(({ message }) => message).join('\n');
  }

  clear(path: string): void {
    for (const uri of this.#shown.get(path) ?? []) this.#collection.delete(uri);
    this.#shown.delete(path);
  }

  dispose(): void {
    this.#collection.dispose();
  }
}

function diagnosticOf({ message, severity, code }: Problem): Diagnostic {
  const diagnostic = new Diagnostic(new Range(0, 0, 0, 0), withoutMarkup(message), SEVERITY[severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = problemActions(code) === undefined ? code : { value: code, target: helpUri(code) };
  return diagnostic;
}
