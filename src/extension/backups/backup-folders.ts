/** Where backups are looked for, and where new ones go. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { Uri, l10n } from 'vscode';
import { standardBackupFolders, type BackupError } from '../../backup/index.ts';
import { setDefaultBackupFolder, settings } from '../settings.ts';
import { window } from '../plain-window.ts';

/** The system's own folders, those of the settings, and the one for new backups; each once. */
export function listedFolders(): string[] {
  const folders = [...standardFolders(), ...settings.backupFolders(), settings.defaultBackupFolder()];
  return [...new Set(folders.filter((folder) => folder !== ''))];
}

/** Folders that a person has chosen, and that a search did not find. A standard folder that is not there was never wanted. */
export function missingFolders(problems: readonly BackupError[]): string[] {
  const gone = new Set(
    problems.flatMap(({ code, data }) => (code === 'folder-missing' && typeof data.path === 'string' ? [resolve(data.path)] : [])),
  );
  const chosen = [...new Set([...settings.backupFolders(), settings.defaultBackupFolder()])].filter((folder) => folder !== '');
  return chosen.filter((folder) => gone.has(resolve(folder)));
}

/** The folder for new backups; the person is asked when neither they nor the system have chosen one. Undefined when they do not answer. */
export async function folderForNewBackups(): Promise<string | undefined> {
  const folder = folderOfNewBackups();
  if (folder !== undefined) return folder;
  const chosen = await askForFolder(l10n.t('Where should backups be kept?'), l10n.t('Keep Backups Here'));
  if (chosen !== undefined) await setDefaultBackupFolder(chosen);
  return chosen;
}

/** The folder for new backups, where one has been chosen or the system has one. */
export function folderOfNewBackups(): string | undefined {
  return settings.defaultBackupFolder() || standardFolders()[0];
}

export async function askForFolder(title: string, openLabel: string): Promise<string | undefined> {
  const defaultUri = Uri.file(homedir());
  const chosen = await window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, defaultUri, openLabel, title });
  return chosen?.[0]?.fsPath;
}

function standardFolders(): string[] {
  return standardBackupFolders(process.env, process.platform, homedir());
}
