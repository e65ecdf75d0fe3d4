/** What the tests inside an extension host share: the extension's API, simulated phones, and a way to wait for a state. */

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import type { InternalApi, InternalExtensionApi } from '../../src/extension/api/make-api.ts';
import { EXTENSION_ID, SETTINGS } from '../../src/extension/ids.ts';
import { startSimulator, type SimulatedDevice, type SimulatedDeviceOptions, type Simulator } from '../../src/simulated-device/index.ts';
import type { DeviceState } from '../../src/view/index.ts';

const WAIT_MS = 20_000;

export function theExtension(): vscode.Extension<InternalExtensionApi> {
  const extension = vscode.extensions.getExtension<InternalExtensionApi>(EXTENSION_ID);
  if (extension === undefined) throw new Error('the extension is not there');
  return extension;
}

export async function api(): Promise<InternalApi> {
  return (await theExtension().activate()).getApi(1);
}

export async function setSetting(id: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);
}

/** A simulator that the extension takes for the usbmuxd of this computer, and a folder for backups. */
export class Lab {
  readonly simulator: Simulator;
  readonly folder: string;

  private constructor(simulator: Simulator, folder: string) {
    this.simulator = simulator;
    this.folder = folder;
  }

  static async open(): Promise<Lab> {
    const simulator = await startSimulator({ devices: [] });
    const folder = await mkdtemp(join(process.env.IN_HOST_FOLDER ?? '.', 'backups-'));
    await setSetting(SETTINGS.usbmuxdAddress, simulator.address);
    await setSetting(SETTINGS.defaultBackupFolder, folder);
    await vscode.commands.executeCommand('workbench.view.extension.iosBackup');
    return new Lab(simulator, folder);
  }

  async close(): Promise<void> {
    await setSetting(SETTINGS.usbmuxdAddress, undefined);
    await setSetting(SETTINGS.defaultBackupFolder, undefined);
    await this.simulator.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20 });
  }

  /** A phone that trusts this computer already, unless it is to be asked. */
  async plugIn(options: SimulatedDeviceOptions = {}): Promise<SimulatedDevice> {
    const phone = this.simulator.addDevice(options);
    if (phone.trust === 'accept' && !phone.locked) {
      const mux = new UsbmuxClient(parseUsbmuxAddress(this.simulator.address));
      await (await Device.open(mux, phone.udid)).pair();
    }
    return phone;
  }

  unplugAll(): void {
    for (const { udid } of [...this.simulator.devices]) this.simulator.removeDevice(udid);
  }
}

/** The row of a device in the Devices view once `suits` holds for it; waits for the extension's events. */
export async function deviceRow(udid: string, suits: (row: vscode.TreeItem) => boolean = () => true): Promise<vscode.TreeItem> {
  const { trees, onDidChangeDevices } = await api();
  const find = async () => {
    for (const node of (await trees.devices.getChildren()) ?? []) {
      const row = await trees.devices.getTreeItem(node);
      if (row.id?.startsWith(udid) === true && suits(row)) return row;
    }
    return undefined;
  };
  return waitFor(find, onDidChangeDevices, `a row for ${udid}`);
}

/** The rows below a device, as "label: description". */
export async function factsOf(udid: string): Promise<string[]> {
  const { trees } = await api();
  const facts = (await trees.devices.getChildren({ kind: 'device', udid })) ?? [];
  return Promise.all(
    facts.map(async (node) => {
      const { label, description } = await trees.devices.getTreeItem(node);
      return `${label as string}: ${description as string}`;
    }),
  );
}

/** Resolves when nothing is attached any more. */
export async function noDevices(): Promise<void> {
  const { trees, onDidChangeDevices } = await api();
  await waitFor(
    async () => (((await trees.devices.getChildren()) ?? []).length === 0 ? true : undefined),
    onDidChangeDevices,
    'no devices',
  );
}

export async function deviceState(udid: string): Promise<DeviceState | undefined> {
  return (await (await api()).listDeviceStates()).find((state) => state.udid === udid);
}

/** The row of a backup in the Backups view once `suits` holds for it. */
export async function backupRow(path: string, suits: (row: vscode.TreeItem) => boolean = () => true): Promise<vscode.TreeItem> {
  const { trees } = await api();
  const find = async () => {
    for (const owner of (await trees.backups.getChildren()) ?? []) {
      for (const node of (await trees.backups.getChildren(owner)) ?? []) {
        const row = await trees.backups.getTreeItem(node);
        if (row.id === `backup/${path}` && suits(row)) return row;
      }
    }
    return undefined;
  };
  return waitFor(find, trees.backups.onDidChangeTreeData!, `a row for ${path}`);
}

export async function waitFor<Found>(
  find: () => Promise<Found | undefined>,
  event: (listener: () => void) => { dispose(): unknown },
  what: string,
): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const look = () => {
    find().then((found) => {
      if (found !== undefined) resolve(found);
    }, reject);
  };
  const listener = event(look);
  const impatient = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), WAIT_MS);
  look();
  try {
    return await promise;
  } finally {
    listener.dispose();
    clearTimeout(impatient);
  }
}
