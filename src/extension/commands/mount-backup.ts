/** Open Backup as Folder: its files in VS Code's own Explorer, search and diff, never to be changed. And Remove Backup from Workspace. */
import { Uri, commands, l10n, workspace, type QuickPickItem, type WorkspaceFolder } from 'vscode';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { MOUNT_SCHEME } from '../mount/mount-address.ts';
import { window } from '../plain-window.ts';

type Place = 'new-window' | 'this-window';

/** A folder with this name stands in the workspace of a window that has none yet. */
const isBackup = ({ uri }: WorkspaceFolder) => uri.scheme === MOUNT_SCHEME;

/** `place` is given by other code; a person is asked. */
export async function mountBackup(app: App, target?: unknown, place?: Place): Promise<void> {
  const path = await pickBackup(app, target, { title: l10n.t('Open which backup as a folder?'), orPage: true });
  const where = path === undefined ? undefined : (place ?? (await askPlace()));
  if (path === undefined || where === undefined) return;
  const root = Uri.from({ scheme: MOUNT_SCHEME, authority: await app.mounts.mount(path), path: '/' });
  if (where === 'new-window') {
    await commands.executeCommand('vscode.openFolder', root, { forceNewWindow: true });
    return;
  }
  const folders = workspace.workspaceFolders ?? [];
  if (!folders.some(({ uri }) => uri.toString() === root.toString())) {
    // A workspace that becomes another one starts all extensions anew, and with them whatever they do.
    if (folders.length < 2 && app.jobs.running().length > 0) {
      await app.reporter.warn(
        l10n.t('A backup or restore is running in this window. Wait for its end, or open the folder in a new window.'),
      );
      return;
    }
    workspace.updateWorkspaceFolders(folders.length, 0, { uri: root, name: app.browsers.titleOf(path) });
  }
  await commands.executeCommand('workbench.view.explorer');
}

/** Takes a backup out of the workspace of this window; nothing of the backup changes. */
export async function unmountBackup(app: App, target?: unknown): Promise<void> {
  const mounted = (workspace.workspaceFolders ?? []).filter(isBackup);
  if (mounted.length === 0) {
    await app.reporter.inform(l10n.t('No backup is open as a folder in this window.'));
    return;
  }
  const folder = mounted.find(({ uri }) => uri.toString() === String(target)) ?? (await pickMounted(mounted));
  if (folder !== undefined) workspace.updateWorkspaceFolders(folder.index, 1);
}

async function pickMounted(mounted: readonly WorkspaceFolder[]): Promise<WorkspaceFolder | undefined> {
  if (mounted.length === 1) return mounted[0];
  const items = mounted.map((folder) => ({ label: folder.name, folder }));
  return (await window.showQuickPick(items, { title: l10n.t('Remove which backup from the workspace?') }))?.folder;
}

async function askPlace(): Promise<Place | undefined> {
  const items: (QuickPickItem & { place: Place })[] = [
    { label: l10n.t('New Window'), detail: l10n.t('This window stays as it is.'), place: 'new-window' },
    {
      label: l10n.t('This Window'),
      detail: l10n.t('The backup becomes a folder of this workspace. VS Code may start extensions anew.'),
      place: 'this-window',
    },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('Open the backup as a folder where?') }))?.place;
}
