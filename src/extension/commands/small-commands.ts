/** Commands of a few lines: refresh, show the log, folders, what is copied, a terminal for a simulated device. */
import { homedir } from 'node:os';
import { ExtensionKind, commands, env, extensions, l10n, workspace } from 'vscode';
import { formatUsbmuxAddress } from '../../device-protocol/index.ts';
import { deviceLabel, type DeviceState, programLine, withoutMarkup } from '../../view/index.ts';
import type { App } from '../app.ts';
import { askForFolder, missingFolders } from '../backups/backup-folders.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { EXTENSION_ID, WALKTHROUGH } from '../ids.ts';
import { openFolder } from '../open-folder.ts';
import { window } from '../plain-window.ts';
import { addBackupFolder, removeBackupFolder, replaceBackupFolder, settings } from '../settings.ts';

export async function refreshDevices(app: App): Promise<void> {
  await app.devices.listNow();
}

export async function refreshBackups(app: App): Promise<void> {
  await app.backups.scan();
}

export function showLog(app: App): void {
  app.reporter.log.show();
}

export async function openWalkthrough(_app: App): Promise<void> {
  await commands.executeCommand('workbench.action.openWalkthrough', `${EXTENSION_ID}#${WALKTHROUGH}`);
}

/** `target` may be the path of the folder, from other code; a person is asked for it. */
export async function addFolder(app: App, target?: unknown): Promise<void> {
  const folder =
    typeof target === 'string' ? target : await askForFolder(l10n.t('Which folder holds backups?'), l10n.t('Add Backup Folder'));
  if (folder === undefined) return;
  await addBackupFolder(folder);
  await app.backups.scan();
}

/** `target` may be the row of a folder that is missing, or a path, from other code; a person chooses one of those in the settings. */
export async function removeFolder(app: App, target?: unknown): Promise<void> {
  const given = folderOf(target);
  const folders = settings.backupFolders();
  if (given === undefined && folders.length === 0) {
    await app.reporter.inform(l10n.t('No backup folder was added. The standard folders of this computer are always searched.'));
    return;
  }
  const title = l10n.t('Remove which folder from the list?');
  const folder = given ?? (await window.showQuickPick(folders, { title }));
  if (folder === undefined) return;
  await removeBackupFolder(folder);
  await app.backups.scan();
}

/** `target` is the row of a folder that is missing, or its path; a person chooses one of those. */
export async function replaceFolder(app: App, target?: unknown): Promise<void> {
  const missing = missingFolders(app.backups.problems());
  if (folderOf(target) === undefined && missing.length === 0) {
    await app.reporter.inform(l10n.t('No backup folder of the settings is missing.'));
    return;
  }
  const folder = folderOf(target) ?? (await window.showQuickPick(missing, { title: l10n.t('Replace which folder?') }));
  const other = folder === undefined ? undefined : await askForFolder(l10n.t('Which folder holds backups?'), l10n.t('Choose Folder'));
  if (folder === undefined || other === undefined) return;
  await replaceBackupFolder(folder, other);
  await app.backups.scan();
}

/** Of the row of a folder, or a path. */
function folderOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  const isRow = typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'folder';
  return isRow && 'path' in target && typeof target.path === 'string' ? target.path : undefined;
}

export async function revealBackup(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { orPage: true, title: l10n.t('Open the folder of which backup?') });
  if (path !== undefined) await openFolder(path);
}

/** The address that any program takes from `USBMUXD_SOCKET_ADDRESS`. */
export async function copySimulatedAddress(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, simulatedOnly());
  if (entry === undefined) return;
  const line = programLine(formatUsbmuxAddress(entry.mux.address));
  await env.clipboard.writeText(line);
  await app.reporter.inform(l10n.t('Copied: {line}. Put it before the command of any program that uses usbmuxd.', { line }));
}

export async function openDeviceTerminal(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, simulatedOnly());
  if (entry === undefined) return;
  if (isOtherComputer()) {
    const copy = { title: l10n.t('Copy Address'), run: () => copySimulatedAddress(app, entry.state.udid) };
    await app.reporter.warn(
      l10n.t(
        'Terminals of this window run on another computer, which cannot reach the simulated device. Use its address in a local terminal.',
      ),
      [copy],
    );
    return;
  }
  const address = formatUsbmuxAddress(entry.mux.address);
  // A name is data: as the title of a terminal it is neither an icon nor a variable.
  const name = withoutMarkup(deviceLabel(entry.state));
  const place = hasFolderOnDisk() ? {} : { cwd: homedir() };
  window.createTerminal({ name, env: { USBMUXD_SOCKET_ADDRESS: address }, ...place }).show();
}

/** This extension runs where the window is, and the terminals do not. */
function isOtherComputer(): boolean {
  return env.remoteName !== undefined && extensions.getExtension(EXTENSION_ID)?.extensionKind === ExtensionKind.UI;
}

/** In a virtual workspace, no folder is one that a terminal could begin in. */
function hasFolderOnDisk(): boolean {
  return workspace.workspaceFolders?.some(({ uri }) => uri.scheme === 'file') ?? true;
}

function simulatedOnly() {
  return {
    title: l10n.t('Which simulated device?'),
    none: l10n.t('No simulated device is running.'),
    suits: ({ simulated }: DeviceState) => simulated,
  };
}

export async function copyUdid(app: App, target?: unknown): Promise<void> {
  const entry = await pickDevice(app, target, { title: l10n.t('Copy the UDID of which device?'), none: l10n.t('No device is connected.') });
  if (entry !== undefined) await env.clipboard.writeText(entry.state.udid);
}
