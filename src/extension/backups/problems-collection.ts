/** Findings of checks in the Problems view, until the backup is checked again. */
import { join } from 'node:path';
import { Diagnostic, DiagnosticSeverity, Range, Uri, languages } from 'vscode';
import type { Disposable } from '../../base/index.ts';
import type { VerifyReport } from '../../backup/index.ts';
import { problemsOf, type Problem, type Translate } from '../../view/index.ts';

const SOURCE = 'iOS Backup';

const SEVERITY: Readonly<Record<Problem['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

export class ProblemsCollection implements Disposable {
  readonly #collection = languages.createDiagnosticCollection(SOURCE);
  readonly #shown = new Map<string, Uri[]>();

  /** Puts the findings of a report in place of what was shown for this backup; how many there are now. */
  show(path: string, report: VerifyReport, most: number, translate: Translate): number {
    this.clear(path);
    const problems = problemsOf(report, most, translate);
    const files = Map.groupBy(problems, ({ file }) => file);
    const uris = [...files].map(([file, found]) => {
      const uri = Uri.file(join(path, ...file.split('/')));
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
  const diagnostic = new Diagnostic(new Range(0, 0, 0, 0), message, SEVERITY[severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = code;
  return diagnostic;
}
