/** The backups that are known as tests: one for each backup, below it its verdict and what a verification looks for that would make it bad. */
import { l10n, tests, type TestController, type TestItem } from 'vscode';
import { FINDING_SEVERITY, closeMarkOf, type FindingCode } from '../../backup/index.ts';
import { DisposableList, Emitter, type Disposable, type Event } from '../../base/index.ts';
import { findingWords, oneLine, withoutMarkup, type BackupState, type Locale } from '../../view/index.ts';
import type { BackupRegistry } from '../backups/backup-registry.ts';
import { namedBackups } from '../backups/named-backups.ts';
import { problemUri } from '../backups/problem-uri.ts';

const CONTROLLER = 'iosBackup.checks';
/** The child that stands for the backup as a whole. */
export const VERDICT = 'verdict';
/** What is only worth knowing makes no test: it could neither pass nor fail. */
const ERROR_CODES = (Object.keys(FINDING_SEVERITY) as FindingCode[]).filter((code) => FINDING_SEVERITY[code] === 'error');

/** What the state of a backup was when it was verified. */
interface CheckedState {
  /** Another text once something on disk has changed. */
  readonly mark: string;
  /** When that verdict was found that counts. */
  readonly at: Date;
}

export class CheckItems implements Disposable {
  readonly controller: TestController = tests.createTestController(CONTROLLER, l10n.t('Backups'));
  readonly #backups: BackupRegistry;
  readonly #locale: Locale;
  readonly #all = new DisposableList();
  readonly #changes = new Emitter<undefined>();
  readonly #results = new Map<string, CheckedState>();

  /** Results came or went. */
  readonly onDidChange: Event<undefined> = this.#changes.event;

  constructor(backups: BackupRegistry, locale: Locale) {
    this.#backups = backups;
    this.#locale = locale;
    this.#all.add(this.controller);
    this.controller.resolveHandler = (item) => (item === undefined ? backups.scan() : undefined);
    this.controller.refreshHandler = () => backups.scan();
    this.#all.add(backups.onDidChange(() => this.#show()));
    this.#show();
  }

  /** Backups whose changes matter. */
  paths(): string[] {
    return [...this.#results.keys()];
  }

  /** A run has ended with this. What was read in two states of the folder, or has none that counts, is out of date at once. */
  async keep(path: string, state: CheckedState | undefined): Promise<void> {
    if (state === undefined) {
      this.drop(path);
      return;
    }
    this.#results.set(path, state);
    this.#changes.fire(undefined);
    await this.backupChanged(path);
  }

  /** What its tests say is no longer known to be true. */
  drop(path: string): void {
    this.#results.delete(path);
    const item = this.controller.items.get(path);
    if (item !== undefined) this.controller.invalidateTestResults(item);
    this.#changes.fire(undefined);
  }

  /** Locking and unlocking leaves the bytes as they are. */
  async backupChanged(path: string): Promise<void> {
    const result = this.#results.get(path);
    if (result !== undefined && result.mark !== (await closeMarkOf(path)) && this.#results.get(path) === result) this.drop(path);
  }

  dispose(): void {
    this.#all.dispose();
    this.#changes.dispose();
  }

  #show(): void {
    const named = namedBackups(this.#backups.backups(), this.#locale);
    const paths = new Set(named.map(({ backup }) => backup.path));
    for (const path of this.paths()) if (!paths.has(path) || !this.#isStillTrue(path)) this.drop(path);
    for (const [id] of this.controller.items) if (!paths.has(id)) this.controller.items.delete(id);
    for (const [index, { backup, name }] of named.entries()) this.#showOne(backup, name, index);
  }

  /** Another check, or a change inside of a file, has left another verdict or none. */
  #isStillTrue(path: string): boolean {
    return this.#backups.check(path)?.at.getTime() === this.#results.get(path)?.at.getTime();
  }

  #showOne({ path, errorMessage }: BackupState, name: string, index: number): void {
    const label = withoutMarkup(oneLine(name));
    const known = this.controller.items.get(path);
    const item = known ?? this.controller.createTestItem(path, label, problemUri({ path }, name));
    item.label = label;
    item.sortText = String(index).padStart(4, '0');
    item.error = errorMessage === undefined ? undefined : withoutMarkup(errorMessage);
    if (known !== undefined) return;
    item.children.replace([this.#child(item, VERDICT, l10n.t('Verdict')), ...ERROR_CODES.map((code) => this.#childOf(item, code))]);
    this.controller.items.add(item);
  }

  #childOf(item: TestItem, code: FindingCode): TestItem {
    const { translate } = this.#locale;
    return this.#child(item, code, l10n.t('Looks for: {what}', { what: translate(findingWords(code, 'vscode').title, {}) }));
  }

  #child(item: TestItem, name: string, label: string): TestItem {
    const child = this.controller.createTestItem(`${item.id}#${name}`, label, item.uri);
    child.sortText = name === VERDICT ? '0' : `1 ${label}`;
    return child;
  }
}
