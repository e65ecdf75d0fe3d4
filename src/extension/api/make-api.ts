/** The API of extension-api.ts, made of the parts of the running extension. */
import { commands, type TreeDataProvider } from 'vscode';
import { explain, type DeviceState } from '../../view/index.ts';
import type { CloudPanels } from '../cloud/cloud-panels.ts';
import { COMMANDS } from '../ids.ts';
import type { LanguageTools } from '../language-tools/register-tools.ts';
import type { RunningApp } from '../make-app.ts';
import type { ReportPanels } from '../reports/report-panels.ts';
import type { ContractWatch } from '../tests/contract-watch.ts';
import { ApiInputError } from './api-input.ts';
import { checkedOptions, listedBackup, verifyListed } from './api-work.ts';
import { backUpUnasked } from './back-up.ts';
import type { ApiVersion1, ExtensionApi } from './extension-api.ts';
import { plainBackup, plainDevice, plainProgress, plainResult } from './plain-data.ts';

/** What the tests inside VS Code see besides: it is in no published type, and may change at any time. */
export interface InternalApi extends ApiVersion1 {
  listDeviceStates(): Promise<readonly DeviceState[]>;
  /** The providers behind the two views. */
  readonly trees: { readonly devices: TreeDataProvider<unknown>; readonly backups: TreeDataProvider<unknown> };
  readonly languageTools: LanguageTools;
  /** What the pages about iCloud show, and what they would send. */
  readonly cloudPages: Pick<CloudPanels, 'shownIn' | 'receive' | 'onDidShow' | 'deserializeWebviewPanel'>;
  /** The pages that compare backups and say what survives. */
  readonly reports: Pick<ReportPanels, 'find' | 'onDidChange' | 'deserializeWebviewPanel'>;
  readonly contracts: ContractWatch;
  /** How long activate() took. */
  readonly activationMs: number;
}

export interface InternalExtensionApi extends ExtensionApi {
  getApi(version: 1): InternalApi;
}

export function makeApi(app: RunningApp, activationMs: () => number): InternalExtensionApi {
  const listDeviceStates = async () => {
    await app.begin();
    return (await app.devices.listNow()).map(({ state }) => state);
  };
  const api: InternalApi = {
    listDevices: async () => (await listDeviceStates()).map(plainDevice),
    listBackups: async () => {
      await app.backups.scan();
      return app.backups.backups().map(plainBackup);
    },
    backUp: async (udid, options = {}) => {
      const full = checkedOptions(options, ['full']).optionalSwitch('full');
      const { signal, onProgress } = options;
      await app.begin();
      const told = onProgress && { onProgress: onProgressOf(onProgress) };
      return plainResult(await backUpUnasked(app, checkedText('udid', udid), { full, signal, ...told }));
    },
    verify: async (path, options = {}) => {
      const level = checkedOptions(options, ['level']).optionalChoice('level', ['quick', 'full']);
      const { signal, onProgress } = options;
      const told = onProgress && { onProgress: onProgressOf(onProgress) };
      return verifyListed(app, checkedText('path', path), { level, signal, ...told });
    },
    openBrowser: async (path) => {
      const backup = await listedBackup(app, checkedText('path', path));
      await commands.executeCommand(COMMANDS.openBrowser, backup.path);
    },
    explain: (code) => explain(checkedText('code', code), 'vscode', app.reporter.locale.translate),
    onDidChangeDevices: app.devices.onDidChange,
    onDidChangeBackups: app.backups.onDidChange,
    listDeviceStates,
    trees: { devices: app.deviceTree, backups: app.backupTree },
    languageTools: app.languageTools,
    cloudPages: app.cloudPages,
    reports: app.reports,
    contracts: app.contracts,
    get activationMs() {
      return activationMs();
    },
  };
  return {
    getApi: (version: number) => {
      if (version !== 1) throw new RangeError(`there is no version ${String(version)} of this API`);
      return api;
    },
  };
}

/** Callers may be plain JavaScript. */
function checkedText(field: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new ApiInputError(field, 'a text');
  return value;
}

function onProgressOf(tell: (progress: ReturnType<typeof plainProgress>) => void): (progress: Parameters<typeof plainProgress>[0]) => void {
  return (progress) => tell(plainProgress(progress));
}
