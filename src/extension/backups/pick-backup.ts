/** Which backup a command means: the row it was called on, the only one there is, or one that the person picks. */
import { ThemeIcon, commands, l10n, type QuickPickItem } from 'vscode';
import { backupItem, type BackupState } from '../../view/index.ts';
import type { App } from '../app.ts';
import { COMMANDS } from '../ids.ts';
import { window } from '../plain-window.ts';
import type { ReportAction } from '../reporter.ts';
import { namedBackups } from './named-backups.ts';

/** Folders of this computer, as VS Code calls them with and without a window elsewhere. */
const FOLDER_SCHEMES = new Set(['file', 'vscode-remote']);

interface PickBackupOptions {
  /** A sentence above the list. */
  readonly title: string;
  /** Leaves out backups for which the command makes no sense. */
  readonly suits?: (state: BackupState) => boolean;
  /** Without a target, the backup of the page in front is meant. */
  readonly orPage?: boolean;
  /** What to say when there are backups, but none that suits, and what helps. */
  readonly none?: string;
  readonly noneActions?: readonly ReportAction[];
}

/** `target` is what VS Code passes: a row, a folder's URI, or a path from other code. Undefined when there is none, or nobody chose. */
export async function pickBackup(app: App, target: unknown, options: PickBackupOptions): Promise<string | undefined> {
  const path = pathOf(target) ?? (options.orPage === true ? app.browsers.activePath() : undefined);
  if (path !== undefined) return path;
  await app.backups.scan();
  const all = app.backups.backups();
  const backups = all.filter((backup) => options.suits?.(backup) ?? true);
  const [only] = backups;
  if (only === undefined) {
    if (all.length > 0 && options.none !== undefined) await app.reporter.inform(options.none, options.noneActions);
    else await offerFolder();
    return undefined;
  }
  return backups.length === 1 ? only.path : choose(app, backups, options.title);
}

async function choose(app: App, backups: readonly BackupState[], title: string): Promise<string | undefined> {
  const items = namedBackups(backups, app.reporter.locale).map(({ backup, name }): QuickPickItem & { path: string } => {
    const { description, icon } = backupItem(backup, app.reporter.locale);
    return { label: name, iconPath: new ThemeIcon(icon), description, detail: backup.path, path: backup.path };
  });
  return (
    await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a backup'), matchOnDescription: true, matchOnDetail: true })
  )?.path;
}

async function offerFolder(): Promise<void> {
  const add = l10n.t('Add Backup Folder…');
  const message = l10n.t('No backups found. Add the folder that holds your backups, or make a backup.');
  if ((await window.showInformationMessage(message, add)) === add) await commands.executeCommand(COMMANDS.addFolder);
}

/** Whether a command was called on a backup, and not on the page in front. */
export function namesBackup(target: unknown): boolean {
  return pathOf(target) !== undefined;
}

/** The folder that a row, an address or other code names. */
export function pathOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  if ('path' in target && 'kind' in target && target.kind === 'backup' && typeof target.path === 'string') return target.path;
  // The title of a page passes an address of the page itself, which names no folder.
  const isFolder = 'scheme' in target && FOLDER_SCHEMES.has(String(target.scheme));
  return isFolder && 'fsPath' in target && typeof target.fsPath === 'string' ? target.fsPath : undefined;
}
