/** What other extensions get from this one: `extensions.getExtension(…).exports.getApi(1)`. */
import type { TreeDataProvider } from 'vscode';
import type { Event } from '../base/index.ts';
import type { BackupState, DeviceState } from '../view/index.ts';
import type { RunningApp } from './make-app.ts';

export interface ApiVersion1 {
  /** Asks every usbmuxd and device now. */
  listDevices(): Promise<readonly DeviceState[]>;
  /** Looks into every folder now. */
  listBackups(): Promise<readonly BackupState[]>;
  /** The UDID of a device that changed, or undefined when the set of devices did. Heard only while something listens to usbmuxd. */
  readonly onDidChangeDevices: Event<string | undefined>;
  /** The providers behind the two views, for an extension that shows the same rows elsewhere. */
  readonly trees: { readonly devices: TreeDataProvider<unknown>; readonly backups: TreeDataProvider<unknown> };
  /** How long activate() took. */
  readonly activationMs: number;
}

export interface ExtensionApi {
  /** Throws a RangeError for a version that does not exist. */
  getApi(version: 1): ApiVersion1;
}

export function makeApi(app: RunningApp, activationMs: number): ExtensionApi {
  const api: ApiVersion1 = {
    listDevices: async () => {
      await app.begin();
      return (await app.devices.listNow()).map(({ state }) => state);
    },
    listBackups: async () => {
      await app.backups.scan();
      return app.backups.backups();
    },
    onDidChangeDevices: app.devices.onDidChange,
    trees: { devices: app.deviceTree, backups: app.backupTree },
    activationMs,
  };
  return {
    getApi: (version: number) => {
      if (version !== 1) throw new RangeError(`there is no version ${String(version)} of this API`);
      return api;
    },
  };
}
