/** Everything that works only once there is a contract: editing, the tests of contracts and of backups, and what runs have found. */
import { TestRunProfileKind, l10n, type Memento, type TestRunProfile } from 'vscode';
import { DisposableList } from '../../base/index.ts';
import type { App } from '../app.ts';
import { CheckItems } from './check-items.ts';
import { ChosenBackups } from './chosen-backups.ts';
import { helpWithContracts } from './contract-editing.ts';
import { ContractItems } from './contract-items.ts';
import { ContractProblems } from './contract-problems.ts';
import { ContractResults } from './contract-results.ts';
import { chooseBackup, onABackup } from './on-a-backup.ts';
import type { PrepareRun } from './contract-run.ts';
import type { ContractTools } from './contract-watch.ts';
import { onADevice } from './on-a-device.ts';
import { chooseVersions, onASimulatedPhone } from './on-a-simulated-phone.ts';
import { PhoneVersions } from './phone-versions.ts';
import { addCheckProfile } from './run-checks.ts';
import { addProfile } from './run-profiles.ts';

export class ContractRoom implements ContractTools {
  readonly results: ContractResults;
  readonly items: ContractItems;
  readonly checks: CheckItems;
  readonly checkProfiles: readonly TestRunProfile[];
  readonly profiles: readonly TestRunProfile[];
  /** Asks for a backup where none was chosen yet. */
  readonly onBackup: PrepareRun;
  readonly chosen: ChosenBackups;
  readonly phoneVersions: PhoneVersions;
  readonly #all = new DisposableList();

  constructor(app: App, memory: Memento, changed: () => void) {
    const { locale } = app.reporter;
    this.results = this.#all.add(new ContractResults(locale));
    this.#all.add(this.results.onDidChange(changed));
    const checks = (this.checks = this.#all.add(new CheckItems(app.backups, locale)));
    this.#all.add(checks.onDidChange(changed));
    this.checkProfiles = [addCheckProfile(app, checks, 'quick'), addCheckProfile(app, checks, 'full')];
    this.items = this.#all.add(new ContractItems(this.results, locale));
    this.#all.add(new ContractProblems(locale));
    this.#all.add(helpWithContracts(this.results, locale));
    const parts = { app, items: this.items, results: this.results };
    const chosen = (this.chosen = new ChosenBackups(memory));
    const choose = () => void chooseBackup(app, chosen, this.items.uris()).catch((error: unknown) => void app.reporter.show(error));
    this.onBackup = onABackup(app, chosen);
    const onBackup = { prepare: this.onBackup, configure: choose };
    const versions = (this.phoneVersions = new PhoneVersions(memory));
    const configure = () => void chooseVersions(versions).catch((error: unknown) => void app.reporter.show(error));
    const onPhone = { prepare: onASimulatedPhone(app, versions), configure, followsAppFiles: true };
    const { Run, Coverage } = TestRunProfileKind;
    this.profiles = [
      addProfile(parts, { ...onBackup, label: l10n.t('On a Backup'), kind: Run, isDefault: true, isContinuous: true }),
      addProfile(parts, { ...onPhone, label: l10n.t('On a Simulated Phone'), kind: Run, isContinuous: true }),
      addProfile(parts, { prepare: onADevice(app, chosen), label: l10n.t('On a Connected Device'), kind: Run }),
      addProfile(parts, { ...onBackup, label: l10n.t('Coverage on a Backup'), kind: Coverage, isDefault: true }),
      addProfile(parts, { ...onPhone, label: l10n.t('Coverage on a Simulated Phone'), kind: Coverage }),
    ];
  }

  paths(): string[] {
    return [...new Set([...this.results.paths(), ...this.checks.paths()])];
  }

  async backupChanged(path: string): Promise<void> {
    await Promise.all([this.results.backupChanged(path), this.checks.backupChanged(path)]);
  }

  dispose(): void {
    this.#all.dispose();
  }
}
