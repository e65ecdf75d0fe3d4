/** What the last runs found about contracts: in the Problems view until the contract or the backup changes, or the rules are kept. */
import { Diagnostic, DiagnosticSeverity, languages, type TextDocument, type Uri } from 'vscode';
import { acceptContract, closeMarkOf, type BackupContract, type ContractFinding, type ContractReport } from '../../backup/index.ts';
import { Emitter, type Disposable, type Event } from '../../base/index.ts';
import { withoutMarkup, type Locale } from '../../view/index.ts';
import { rangeOf } from './contract-files.ts';
import { findingLines } from './finding-messages.ts';

const SOURCE = 'iOS Backup';
/** Each is a line of the Problems view; the test has them all. */
const MOST_SHOWN = 200;
const MOST_FIXES = 20;
const ACCEPTABLE: ReadonlySet<ContractFinding['code']> = new Set(['file-unlisted', 'over-budget', 'protection-weak']);

/** A contract as it was when a backup was held against it. */
export interface ContractResult {
  readonly uri: Uri;
  readonly text: string;
  readonly contract: BackupContract;
  readonly report: ContractReport;
  /** The folder that was read, if it still exists, and a text that is another one once it has changed. */
  readonly backup?: { readonly path: string; readonly mark: string };
  /** Behind each sentence, such as the version of the phone. */
  readonly note: string;
}

interface AcceptableFinding extends Pick<ContractFinding, 'at' | 'path' | 'code'> {
  /** The whole contract with this accepted. */
  readonly text: string;
}

export class ContractResults implements Disposable {
  readonly #collection = languages.createDiagnosticCollection('iosBackup.contractResults');
  readonly #results = new Map<string, readonly ContractResult[]>();
  readonly #outdated = new Emitter<Uri>();
  readonly #changes = new Emitter<undefined>();
  readonly #locale: Locale;

  /** Results about this contract are no longer true. */
  readonly onDidOutdate: Event<Uri> = this.#outdated.event;
  readonly onDidChange: Event<undefined> = this.#changes.event;

  constructor(locale: Locale) {
    this.#locale = locale;
  }

  /** In place of what an earlier run has found. */
  set(uri: Uri, results: readonly ContractResult[]): void {
    this.#results.set(uri.toString(), results);
    const diagnostics = results.flatMap(({ report, note }) =>
      report.findings.slice(0, MOST_SHOWN).map((each) => this.#diagnostic(each, note)),
    );
    this.#collection.set(uri, diagnostics);
    this.#changes.fire(undefined);
  }

  of(uri: Uri): readonly ContractResult[] {
    return this.#results.get(uri.toString()) ?? [];
  }

  /** Backups whose changes matter. */
  paths(): string[] {
    return [...new Set([...this.#results.values()].flat().flatMap(({ backup }) => backup?.path ?? []))];
  }

  /** The contract has another text, or is gone. */
  drop(uri: Uri): void {
    if (!this.#results.delete(uri.toString())) return;
    this.#collection.delete(uri);
    this.#outdated.fire(uri);
    this.#changes.fire(undefined);
  }

  /** Locking and unlocking leaves the bytes as they are. */
  async backupChanged(path: string): Promise<void> {
    const about = [...this.#results.values()].flat().filter(({ backup }) => backup?.path === path);
    if (about.length === 0) return;
    const mark = await closeMarkOf(path);
    for (const { uri, backup } of about) if (backup?.mark !== mark) this.drop(uri);
  }

  /** Findings that a change of the contract makes good, each with the changed text. */
  acceptable(document: TextDocument): AcceptableFinding[] {
    const text = document.getText();
    const current = this.of(document.uri).filter((result) => result.text === text);
    return current.flatMap(({ contract, report }) =>
      report.findings
        .filter(({ code }) => ACCEPTABLE.has(code))
        .slice(0, MOST_FIXES)
        .map(({ at, path, code, ...finding }) => {
          const accepted = acceptContract(text, contract, {
            ...report,
            findings: [{ ...finding, at, code, ...(path === undefined ? {} : { path }) }],
          });
          return { at, code, ...(path === undefined ? {} : { path }), text: accepted.text };
        }),
    );
  }

  dispose(): void {
    this.#collection.dispose();
    this.#outdated.dispose();
    this.#changes.dispose();
  }

  #diagnostic(finding: ContractFinding, note: string): Diagnostic {
    const severity = finding.kind === 'breach' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
    const words = withoutMarkup(findingLines(finding, note, this.#locale).join(' '));
    const diagnostic = new Diagnostic(rangeOf(finding.at), words, severity);
    diagnostic.source = SOURCE;
    diagnostic.code = finding.code;
    return diagnostic;
  }
}
