/** The settings of this extension, read where they are needed and never believed in shape. */
import { ConfigurationTarget, workspace } from 'vscode';
import { MOST_LOCK_AFTER_MINUTES, SETTING_DEFAULTS, SETTINGS, type SettingId } from './ids.ts';

type VerifyAfterBackup = 'off' | 'quick' | 'full';

export const settings = {
  usbmuxdAddress: () => text(SETTINGS.usbmuxdAddress),
  backupFolders: () => texts(SETTINGS.backupFolders),
  defaultBackupFolder: () => text(SETTINGS.defaultBackupFolder),
  showNetwork: () => read(SETTINGS.showNetwork) !== false,
  verifyAfterBackup: (): VerifyAfterBackup => {
    const value = read(SETTINGS.verifyAfterBackup);
    return value === 'off' || value === 'full' ? value : SETTING_DEFAULTS.verifyAfterBackup;
  },
  /** 0 means never. */
  lockAfterMinutes: () => {
    const value = read(SETTINGS.lockAfterMinutes);
    return typeof value === 'number' && value >= 0
      ? Math.min(MOST_LOCK_AFTER_MINUTES, Math.floor(value))
      : SETTING_DEFAULTS.lockAfterMinutes;
  },
  maxProblems: () => {
    const value = read(SETTINGS.maxProblems);
    return typeof value === 'number' && value >= 1 ? Math.floor(value) : SETTING_DEFAULTS.maxProblems;
  },
  /** 0 keeps none. */
  versionsToKeep: () => {
    const value = read(SETTINGS.versionsKeep);
    return typeof value === 'number' && value >= 0 ? Math.floor(value) : SETTING_DEFAULTS.versionsKeep;
  },
  /** Without a word of the person only where it costs next to nothing: a default must not fill a disk. */
  keepPrevious: (): boolean | 'if-cheap' => {
    const isChosen = workspace.getConfiguration().inspect(SETTINGS.versionsKeep)?.globalValue !== undefined;
    return settings.versionsToKeep() > 0 && (isChosen || 'if-cheap');
  },
  /** 0 never reminds. */
  passwordRemindDays: () => {
    const value = read(SETTINGS.passwordRemindDays);
    return typeof value === 'number' && value >= 0 ? value : SETTING_DEFAULTS.passwordRemindDays;
  },
  /** 0 never reminds. */
  remindAfterDays: () => {
    const value = read(SETTINGS.remindAfterDays);
    return typeof value === 'number' && value >= 0 ? value : SETTING_DEFAULTS.remindAfterDays;
  },
  /** Unchecked. */
  simulatedDevices: () => read(SETTINGS.simulatedDevices),
};

/** Adds a folder to those that are listed, for all windows. */
export async function addBackupFolder(folder: string): Promise<void> {
  const folders = settings.backupFolders();
  if (!folders.includes(folder)) await write(SETTINGS.backupFolders, [...folders, folder]);
}

/** Takes a folder from the list, and from its place as the one for new backups. */
export async function removeBackupFolder(folder: string): Promise<void> {
  const folders = settings.backupFolders();
  if (folders.includes(folder)) await write(SETTINGS.backupFolders, without(folders, folder));
  if (settings.defaultBackupFolder() === folder) await write(SETTINGS.defaultBackupFolder, undefined);
}

/** Puts another folder in the place of one, wherever that was chosen. */
export async function replaceBackupFolder(folder: string, other: string): Promise<void> {
  const folders = settings.backupFolders();
  if (folders.includes(folder)) await write(SETTINGS.backupFolders, [...without(without(folders, folder), other), other]);
  if (settings.defaultBackupFolder() === folder) await write(SETTINGS.defaultBackupFolder, other);
}

function without(folders: readonly string[], folder: string): string[] {
  return folders.filter((each) => each !== folder);
}

export function setDefaultBackupFolder(folder: string): Promise<void> {
  return write(SETTINGS.defaultBackupFolder, folder);
}

function text(id: SettingId): string {
  const value = read(id);
  return typeof value === 'string' ? value.trim() : '';
}

function texts(id: SettingId): string[] {
  return list(id).filter((entry) => typeof entry === 'string' && entry.trim() !== '') as string[];
}

function list(id: SettingId): unknown[] {
  const value = read(id);
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function read(id: SettingId): unknown {
  return workspace.getConfiguration().get(id);
}

async function write(id: SettingId, value: unknown): Promise<void> {
  await workspace.getConfiguration().update(id, value, ConfigurationTarget.Global);
}
