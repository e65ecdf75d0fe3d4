/** Reports a setting that makes no sense, once for each value in this window, with a button that opens it. What is used instead is its default. */
import { commands, l10n, workspace } from 'vscode';
import { settingProblem, type SettingSchema, type SettingText } from '../view/index.ts';
import { SETTINGS, type SettingId } from './ids.ts';
import type { Reporter } from './reporter.ts';

const OPEN_SETTINGS = 'workbench.action.openSettings';

const TEXTS: Readonly<Partial<Record<SettingId, SettingText>>> = {
  [SETTINGS.backupFolders]: 'folder',
  [SETTINGS.defaultBackupFolder]: 'folder',
  [SETTINGS.usbmuxdAddress]: 'address',
};

export class SettingsCheck {
  readonly #reporter: Reporter;
  readonly #schemas: Readonly<Record<string, SettingSchema>>;
  readonly #reported = new Set<string>();

  /** `manifest` is the package.json of this extension. */
  constructor(reporter: Reporter, manifest: unknown) {
    this.#reporter = reporter;
    this.#schemas = (
      manifest as { contributes: { configuration: { properties: Readonly<Record<string, SettingSchema>> } } }
    ).contributes.configuration.properties;
  }

  /** Looks at all of them. */
  look(): void {
    for (const id of Object.values(SETTINGS)) this.#lookAt(id);
  }

  #lookAt(id: SettingId): void {
    const value: unknown = workspace.getConfiguration().get(id);
    const { translate } = this.#reporter.locale;
    const problem = settingProblem(this.#schemas[id] ?? {}, value, TEXTS[id], translate);
    const key = `${id} ${JSON.stringify(value)}`;
    if (problem === undefined || this.#reported.has(key)) return;
    this.#reported.add(key);
    const message = l10n.t('The setting “{id}” makes no sense. {problem}', { id, problem });
    const open = { title: l10n.t('Open Setting'), run: () => commands.executeCommand(OPEN_SETTINGS, `@id:${id}`) };
    void this.#reporter.warn(message, [open]);
  }
}
