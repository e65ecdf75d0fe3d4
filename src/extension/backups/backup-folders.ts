/** Where backups are looked for, and where new ones go. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { Uri, l10n } from 'vscode';
import { BackupError, standardBackupFolders } from '../../backup/index.ts';
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
  return chosenFolder() ?? (await chooseFolderForNewBackups());
}

/** For whoever cannot ask. Throws 'folder-missing' when neither a person nor the system has chosen one. */
export function requireFolderForNewBackups(): string {
  const folder = chosenFolder();
  if (folder === undefined) throw new BackupError('folder-missing', 'no folder for backups was chosen');
  return folder;
}

/** Asks for another one, which counts from now on. Undefined when the person does not answer. */
export async function chooseFolderForNewBackups(): Promise<string | undefined> {
  const chosen = await askForFolder(l10n.t('Where should backups be kept?'), l10n.t('Keep Backups Here'));
  if (chosen !== undefined) await setDefaultBackupFolder(chosen);
  return chosen;
}

export async function askForFolder(title: string, openLabel: string): Promise<string | undefined> {
  const defaultUri = Uri.file(homedir());
  const chosen = await window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, defaultUri, openLabel, title });
  return chosen?.[0]?.fsPath;
}

function standardFolders(): string[] {
  return standardBackupFolders(process.env, process.platform, homedir());
}

function chosenFolder(): string | undefined {
  return settings.defaultBackupFolder() || standardFolders()[0];
}
