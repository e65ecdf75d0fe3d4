/**
 * Every command: its words, where VS Code offers it, and what it does. Adding one takes an entry here, its file beside this one, and a test;
 * `npm run docs` writes its part of package.json and of the manifest's words. Knows no VS Code: handlers are loaded when they are called.
 */
import type { App } from '../app.ts';
import { inPage, inPageTitle, inTitle, onBackup, onDevice, type MenuPlace } from './menu-places.ts';

/** One command; its id is `iosBackup.` and its name in the table. */
export interface CommandEntry {
  readonly title: { readonly en: string; readonly de: string };
  readonly icon?: string;
  /** When it can be run at all. */
  readonly enablement?: string;
  /** When the palette offers it; always if absent. */
  readonly palette?: string;
  readonly menus?: readonly MenuPlace[];
  /** VS Code passes the row that the command was called on, or nothing. */
  readonly run: (app: App, target?: unknown) => Promise<void>;
}

const simulatedDevice = () => import('./simulated-device.ts');
const small = () => import('./small-commands.ts');
const browser = () => import('./open-browser.ts');
const lock = () => import('./unlock-backup.ts');
const verify = () => import('./verify-backup.ts');

export const COMMAND_TABLE = {
  backUpNow: {
    title: { en: 'Back Up Now', de: 'Jetzt sichern' },
    icon: '$(desktop-download)',
    menus: onDevice('+paired -running', 'inline@1', '1_backup@1'),
    run: async (app, target) => (await import('./back-up-now.ts')).backUpNow(app, target),
  },
  cancelBackup: {
    title: { en: 'Cancel Backup', de: 'Backup abbrechen' },
    icon: '$(stop-circle)',
    enablement: 'iosBackup:jobRunning',
    palette: 'iosBackup:jobRunning',
    menus: onDevice('+running', 'inline@1', '1_backup@2'),
    run: async (app, target) => (await import('./cancel-backup.ts')).cancelBackup(app, target),
  },
  pairDevice: {
    title: { en: 'Trust This Computer…', de: 'Diesem Computer vertrauen …' },
    icon: '$(plug)',
    menus: onDevice('+unpaired', 'inline@1', '2_trust@1'),
    run: async (app, target) => (await import('./pair-device.ts')).pairDevice(app, target),
  },
  startSimulatedDevice: {
    title: { en: 'Start Simulated Device…', de: 'Simuliertes Gerät starten …' },
    icon: '$(vm)',
    menus: inTitle('devices', '1_simulate@1'),
    run: async (app, target) => (await simulatedDevice()).startSimulatedDevice(app, target),
  },
  stopSimulatedDevice: {
    title: { en: 'Stop Simulated Device', de: 'Simuliertes Gerät beenden' },
    icon: '$(debug-stop)',
    menus: onDevice('+own', 'inline@2', '9_manage@1'),
    run: async (app, target) => (await simulatedDevice()).stopSimulatedDevice(app, target),
  },
  copyPath: {
    title: { en: 'Copy Path', de: 'Pfad kopieren' },
    palette: 'false',
    menus: inPage(['file', 'domain'], '5_copy@1'),
    run: async (app, target) => (await small()).copyPath(app, target),
  },
  copyFileId: {
    title: { en: 'Copy File ID', de: 'Datei-ID kopieren' },
    palette: 'false',
    menus: inPage(['file'], '5_copy@2'),
    run: async (app, target) => (await small()).copyFileId(app, target),
  },
  copyUdid: {
    title: { en: 'Copy UDID', de: 'UDID kopieren' },
    menus: onDevice('', '5_copy@1'),
    run: async (app, target) => (await small()).copyUdid(app, target),
  },
  refreshDevices: {
    title: { en: 'Refresh Devices', de: 'Geräte aktualisieren' },
    icon: '$(refresh)',
    menus: inTitle('devices', 'navigation@1'),
    run: async (app) => (await small()).refreshDevices(app),
  },
  openBrowser: {
    title: { en: 'Browse Backup', de: 'Backup durchsehen' },
    icon: '$(list-tree)',
    menus: onBackup('', 'inline@1', '1_open@1'),
    run: async (app, target) => (await browser()).openBrowser(app, target),
  },
  verifyQuick: {
    title: { en: 'Verify Backup (Quick)', de: 'Backup prüfen (schnell)' },
    icon: '$(pass)',
    menus: [...onBackup('-running', 'inline@2', '2_verify@1'), ...inPageTitle(undefined, 'navigation@1')],
    run: async (app, target) => (await verify()).verifyQuick(app, target),
  },
  verifyFull: {
    title: { en: 'Verify Backup (Full)', de: 'Backup prüfen (vollständig)' },
    menus: onBackup('-running', '2_verify@2'),
    run: async (app, target) => (await verify()).verifyFull(app, target),
  },
  unlockBackup: {
    title: { en: 'Unlock Backup…', de: 'Backup entsperren …' },
    icon: '$(unlock)',
    menus: [...onBackup('+locked', 'inline@3', '3_lock@1'), ...inPageTitle('locked', 'navigation@2')],
    run: async (app, target) => (await lock()).unlockBackup(app, target),
  },
  lockBackup: {
    title: { en: 'Lock Backup', de: 'Backup sperren' },
    icon: '$(lock)',
    menus: [...onBackup('+unlocked', 'inline@3', '3_lock@2'), ...inPageTitle('unlocked', 'navigation@2')],
    run: async (app, target) => (await lock()).lockBackup(app, target),
  },
  forgetPassword: {
    title: { en: 'Forget Password', de: 'Passwort vergessen lassen' },
    menus: onBackup('+encrypted', '3_lock@4'),
    run: async (app, target) => (await lock()).forgetPassword(app, target),
  },
  extractFiles: {
    title: { en: 'Extract Files…', de: 'Dateien extrahieren …' },
    icon: '$(export)',
    menus: [
      ...onBackup('-unreadable', '4_extract@1'),
      ...inPageTitle(undefined, 'navigation@3'),
      ...inPage(['file', 'domain'], '1_extract@1'),
    ],
    run: async (app, target) => (await import('./extract-files.ts')).extractFiles(app, target),
  },
  showKeychain: {
    title: { en: 'Show Keychain', de: 'Schlüsselbund zeigen' },
    icon: '$(key)',
    menus: onBackup('', '3_lock@3'),
    run: async (app, target) => (await import('./show-keychain.ts')).showKeychain(app, target),
  },
  deleteBackup: {
    title: { en: 'Move Backup to Trash…', de: 'Backup in den Papierkorb legen …' },
    icon: '$(trash)',
    menus: onBackup('-running', '9_delete@1'),
    run: async (app, target) => (await import('./delete-backup.ts')).deleteBackup(app, target),
  },
  showLatestBackup: {
    title: { en: 'Show Latest Backup', de: 'Neuestes Backup zeigen' },
    icon: '$(history)',
    menus: inTitle('backups', '1_show@1'),
    run: async (app) => (await browser()).showLatestBackup(app),
  },
  addFolder: {
    title: { en: 'Add Backup Folder…', de: 'Backup-Ordner hinzufügen …' },
    icon: '$(new-folder)',
    menus: inTitle('backups', 'navigation@1'),
    run: async (app, target) => (await small()).addFolder(app, target),
  },
  refreshBackups: {
    title: { en: 'Refresh Backups', de: 'Backups aktualisieren' },
    icon: '$(refresh)',
    menus: inTitle('backups', 'navigation@2'),
    run: async (app) => (await small()).refreshBackups(app),
  },
  showLog: {
    title: { en: 'Show Log', de: 'Protokoll anzeigen' },
    icon: '$(output)',
    menus: [...inTitle('devices', '9_log@1'), ...inTitle('backups', '9_log@1')],
    run: async (app) => {
      (await small()).showLog(app);
    },
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;
