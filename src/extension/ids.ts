/** Every id that this extension shares with its manifest: commands, views, settings, context keys. A test compares both. */

import { COMMAND_TABLE } from './commands/command-table.ts';

export const EXTENSION_ID = 'ios-backup-lab.ios-backup-lab';

export type CommandName = keyof typeof COMMAND_TABLE;
export type CommandId = `iosBackup.${CommandName}`;

const commandNames = Object.keys(COMMAND_TABLE) as CommandName[];

/** The ids of all commands by their names. */
export const COMMANDS = Object.fromEntries(commandNames.map((name) => [name, `iosBackup.${name}`])) as {
  readonly [Name in CommandName]: `iosBackup.${Name}`;
};

/** Commands for other programs: not in the manifest's list, so in no palette. See api/api-commands.ts. */
export const API_COMMANDS = {
  devices: 'iosBackup.api.devices',
  backups: 'iosBackup.api.backups',
  verify: 'iosBackup.api.verify',
  backUp: 'iosBackup.api.backUp',
  explain: 'iosBackup.api.explain',
} as const;

/** Tools that a language model may call: they read, and nothing else. */
export const LANGUAGE_TOOLS = {
  listDevices: 'iosBackup_list_devices',
  listBackups: 'iosBackup_list_backups',
  getBackupSummary: 'iosBackup_get_backup_summary',
  findFiles: 'iosBackup_find_files',
  verifyBackup: 'iosBackup_verify_backup',
} as const;

/** VS Code's own command for its Problems view. */
export const SHOW_PROBLEMS = 'workbench.actions.view.problems';

/** In tasks.json. */
export const TASK_TYPE = 'iosBackup';

/** Reads the lines of tasks, of saved logs, and of other programs that print the same form. */
export const PROBLEM_MATCHER = '$iosBackup';

/** The guide in six steps. */
export const WALKTHROUGH = 'iosBackup.start';

export const VIEWS = { devices: 'iosBackup.devices', backups: 'iosBackup.backups' } as const;

/** The kind of editor that browses a backup. */
export const BROWSER_PANEL = 'iosBackup.browser';

/** The kind of page about iCloud Backup of a device. */
export const CLOUD_PANEL = 'iosBackup.cloud';

/** The kind of page that compares backups, or says what survives. */
export const REPORT_PANEL = 'iosBackup.report';

/** What a problem opens in. */
export const PROBLEM_EDITOR = 'iosBackup.problem';

/** What opens the page of a backup from the list of its files, if somebody chooses it. */
export const MANIFEST_EDITOR = 'iosBackup.manifest';

/** Opens files of a mounted backup that are not text. */
export const MOUNTED_EDITOR = 'iosBackup.mounted';

/** What a link to a page of help opens in. */
export const HELP_EDITOR = 'iosBackup.help';

export const SETTINGS = {
  backupFolders: 'iosBackup.backupFolders',
  defaultBackupFolder: 'iosBackup.defaultBackupFolder',
  lockAfterMinutes: 'iosBackup.lockAfterMinutes',
  maxProblems: 'iosBackup.verify.maxProblems',
  passwordRemindDays: 'iosBackup.password.remindDays',
  remindAfterDays: 'iosBackup.remindAfterDays',
  showNetwork: 'iosBackup.devices.showNetwork',
  simulatedDevices: 'iosBackup.simulatedDevices',
  usbmuxdAddress: 'iosBackup.usbmuxd.address',
  verifyAfterBackup: 'iosBackup.verify.afterBackup',
  versionsKeep: 'iosBackup.versions.keep',
} as const;

/** What counts where a setting holds nothing that makes sense: the defaults of package.json. */
export const SETTING_DEFAULTS = {
  lockAfterMinutes: 15,
  maxProblems: 100,
  passwordRemindDays: 90,
  remindAfterDays: 14,
  verifyAfterBackup: 'quick',
  versionsKeep: 2,
} as const;

/** Longer cannot be waited for with one timer, and is as good as never. */
export const MOST_LOCK_AFTER_MINUTES = 24 * 60;

export type SettingId = (typeof SETTINGS)[keyof typeof SETTINGS];

export const CONTEXT_KEYS = {
  activeBackup: 'iosBackup:activeBackup',
  backupFolderState: 'iosBackup:backupFolderState',
  deviceCount: 'iosBackup:deviceCount',
  hasBackups: 'iosBackup:hasBackups',
  hasPairedDevice: 'iosBackup:hasPairedDevice',
  jobRunning: 'iosBackup:jobRunning',
  usbmuxdState: 'iosBackup:usbmuxdState',
} as const;

export type ContextKey = keyof typeof CONTEXT_KEYS;
