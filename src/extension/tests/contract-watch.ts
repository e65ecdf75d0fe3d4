/** Waits for the first contract: what works with contracts is loaded only then. Opens no file itself. */
import { languages, workspace, type TestRunProfile, type TextDocument } from 'vscode';
import { DisposableList, Emitter, type Disposable, type Event } from '../../base/index.ts';
import type { CheckItems } from './check-items.ts';
import type { ChosenBackups } from './chosen-backups.ts';
import type { ContractItems } from './contract-items.ts';
import type { ContractResults } from './contract-results.ts';
import type { PrepareRun } from './contract-run.ts';
import type { PhoneVersions } from './phone-versions.ts';

const PATTERN = '**/*.backup-contract.yml';

/** What there is once there is a contract. */
export interface ContractTools extends Disposable {
  readonly results: ContractResults;
  readonly items: ContractItems;
  readonly profiles: readonly TestRunProfile[];
  /** Asks for a backup where none was chosen yet. */
  readonly onBackup: PrepareRun;
  readonly chosen: ChosenBackups;
  readonly phoneVersions: PhoneVersions;
  /** The tests of backups, and the ways to run them. */
  readonly checks: CheckItems;
  readonly checkProfiles: readonly TestRunProfile[];
  /** Backups that results speak of. */
  paths(): string[];
  /** Forgets the results that are no longer true. */
  backupChanged(path: string): Promise<void>;
}

export class ContractWatch implements Disposable {
  readonly #all = new DisposableList();
  readonly #changes = new Emitter<undefined>();
  readonly #make: () => Promise<ContractTools>;
  #opening: Promise<ContractTools> | undefined;
  #room: ContractTools | undefined;

  /** There are other results than before. */
  readonly onDidChange: Event<undefined> = this.#changes.event;

  /** `make` loads what works with contracts; it tells when there are other results. */
  constructor(make: (changed: () => void) => Promise<ContractTools>) {
    this.#make = async () => (this.#room = this.#all.add(await make(() => this.#changes.fire(undefined))));
    const files = this.#all.add(workspace.createFileSystemWatcher(PATTERN, false, true, true));
    const begin = () => void this.open();
    const look = (document: TextDocument) => {
      if (languages.match({ pattern: PATTERN }, document) > 0) begin();
    };
    this.#all.add(files.onDidCreate(begin));
    this.#all.add(workspace.onDidOpenTextDocument(look));
    workspace.textDocuments.forEach(look);
    void workspace.findFiles(PATTERN, '**/node_modules/**', 1).then(([first]) => first && begin());
  }

  open(): Promise<ContractTools> {
    return (this.#opening ??= this.#make());
  }

  /** Backups that results speak of. */
  paths(): string[] {
    return this.#room?.paths() ?? [];
  }

  changed(path: string): void {
    void this.#room?.backupChanged(path);
  }

  dispose(): void {
    this.#all.dispose();
  }
}
