/** Findings of checks in the Problems view, until the backup is checked again. Choosing one opens the page at the file, never the file itself. */
import { Diagnostic, DiagnosticSeverity, Range, languages, type Uri } from 'vscode';
import type { Disposable } from '../../base/index.ts';
import { problemsOf, withoutMarkup, type Problem, type Translate, type WrongThings } from '../../view/index.ts';
import { problemUri } from './problem-uri.ts';

const SOURCE = 'iOS Backup';

const SEVERITY: Readonly<Record<Problem['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

export class ProblemsCollection implements Disposable {
  readonly #collection = languages.createDiagnosticCollection(SOURCE);
  readonly #shown = new Map<string, Uri[]>();
  readonly #nameOf: (path: string) => string;

  /** `nameOf` says what a backup is called. */
  constructor(nameOf: (path: string) => string) {
    this.#nameOf = nameOf;
  }

  /** Puts what is wrong in place of what was shown for this backup; how many there are now. */
  show(path: string, wrong: WrongThings, most: number, translate: Translate): number {
    this.clear(path);
    const problems = problemsOf(wrong, most, translate);
    const name = this.#nameOf(path);
    const places = Map.groupBy(problems, ({ where, fileID }) => JSON.stringify([where, fileID]));
    const uris = [...places.values()].map((found) => {
      const [{ where, fileID }] = found as [Problem];
      const uri = problemUri({ path, ...(fileID === undefined ? {} : { fileID }) }, `${name}/${where}`);
      this.#collection.set(uri, found.map(diagnosticOf));
      return uri;
    });
    this.#shown.set(path, uris);
    return problems.length;
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
  diagnostic.code = code;
  return diagnostic;
}
