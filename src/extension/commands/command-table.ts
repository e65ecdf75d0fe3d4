/**
 * Every command: its words, where VS Code offers it, and what it does. Adding one takes an entry here, its file beside this one, and a test;
 * `npm run docs` writes its part of package.json and of the manifest's words. Knows no VS Code: handlers are loaded when they are called.
 */
import type { CommandEntry } from './command-entry.ts';
import { inPage, inPageTitle, inTitle, keyOn, onBackup, onDevice, onFolder, onMissingFolder } from './menu-places.ts';
import { REPORT_COMMANDS } from './report-commands.ts';

const backUp = () => import('./back-up-now.ts');
const cloud = () => import('./cloud-backup.ts');
const cloudPages = () => import('./open-cloud.ts');
const doctor = () => import('./run-doctor.ts');
const control = () => import('./control-simulated-device.ts');
const encryption = () => import('./encryption.ts');
const small = () => import('./small-commands.ts');
const copies = () => import('./copy-rows.ts');
const browser = () => import('./open-browser.ts');
const files = () => import('./open-file.ts');
const mount = () => import('./mount-backup.ts');
const lock = () => import('./unlock-backup.ts');
const verify = () => import('./verify-backup.ts');

export const COMMAND_TABLE = {
  ...REPORT_COMMANDS,
  backUpNow: {
    title: { en: 'Back Up Now', de: 'Jetzt sichern' },
    icon: '$(desktop-download)',
    menus: onDevice('+paired -running', 'inline@1', '1_backup@1'),
    keys: keyOn('devices', 'ctrl+enter'),
    run: async (app, target) => (await backUp()).backUpNow(app, target),
  },
  backUpFull: {
    title: { en: 'Back Up Everything Again', de: 'Alles neu sichern' },
    menus: onDevice('+paired -running', '1_backup@3'),
    run: async (app, target) => (await backUp()).backUpFull(app, target),
  },
  setAsideAndBackUp: {
    title: { en: 'Set Aside and Back Up', de: 'Beiseitelegen und sichern' },
    menus: onDevice('+paired -running', '1_backup@4'),
    run: async (app, target) => (await backUp()).setAsideAndBackUp(app, target),
  },
  cancelBackup: {
    title: { en: 'Cancel Backup or Restore', de: 'Backup oder Wiederherstellung abbrechen' },
    icon: '$(stop-circle)',
    enablement: 'iosBackup:jobRunning',
    palette: 'iosBackup:jobRunning',
    menus: onDevice('+running', 'inline@1', '1_backup@2'),
    keys: keyOn('devices', 'ctrl+backspace'),
    run: async (app, target) => (await import('./cancel-backup.ts')).cancelBackup(app, target),
  },
  pairDevice: {
    title: { en: 'Trust This Computer…', de: 'Diesem Computer vertrauen …' },
    icon: '$(plug)',
    menus: onDevice('+unpaired', 'inline@1', '2_trust@1'),
    run: async (app, target) => (await import('./pair-device.ts')).pairDevice(app, target),
  },
  unpairDevice: {
    title: { en: 'Forget Pairing…', de: 'Kopplung aufheben …' },
    menus: onDevice('+paired -running', '9_manage@2'),
    run: async (app, target) => (await import('./unpair-device.ts')).unpairDevice(app, target),
  },
  turnOnEncryption: {
    title: { en: 'Turn On Backup Encryption…', de: 'Backup-Verschlüsselung einschalten …' },
    icon: '$(key)',
    menus: onDevice('+paired -encrypted -running', '3_encryption@1'),
    run: async (app, target) => (await encryption()).turnOnEncryption(app, target),
  },
  changePassword: {
    title: { en: 'Change Backup Password…', de: 'Backup-Passwort ändern …' },
    menus: onDevice('+paired +encrypted -running', '3_encryption@2'),
    run: async (app, target) => (await encryption()).changePassword(app, target),
  },
  turnOffEncryption: {
    title: { en: 'Turn Off Backup Encryption…', de: 'Backup-Verschlüsselung ausschalten …' },
    menus: onDevice('+paired +encrypted -running', '3_encryption@3'),
    run: async (app, target) => (await encryption()).turnOffEncryption(app, target),
  },
  turnOnCloudBackup: {
    title: { en: 'Turn On iCloud Backup', de: 'iCloud-Backup einschalten' },
    icon: '$(cloud)',
    menus: onDevice('+paired -cloud -running', '3_encryption@4'),
    run: async (app, target) => (await cloud()).turnOnCloudBackup(app, target),
  },
  turnOffCloudBackup: {
    title: { en: 'Turn Off iCloud Backup', de: 'iCloud-Backup ausschalten' },
    menus: onDevice('+cloud +paired -running', '3_encryption@5'),
    run: async (app, target) => (await cloud()).turnOffCloudBackup(app, target),
  },
  openCloud: {
    title: { en: 'iCloud Backup', de: 'iCloud-Backup' },
    icon: '$(cloud)',
    menus: onDevice('', '4_info@3'),
    run: async (app, target) => (await cloudPages()).openCloud(app, target),
  },
  compareMethods: {
    title: { en: 'Computer or iCloud?', de: 'Computer oder iCloud?' },
    menus: onDevice('', '4_info@4'),
    run: async (app, target) => (await cloudPages()).compareMethods(app, target),
  },
  showDeviceInfo: {
    title: { en: 'Show Device Information', de: 'Geräteinformationen anzeigen' },
    icon: '$(info)',
    menus: onDevice('-unplugged', '4_info@1'),
    run: async (app, target) => (await import('./show-device-info.ts')).showDeviceInfo(app, target),
  },
  controlSimulatedDevice: {
    title: { en: 'Control Simulated Device…', de: 'Simuliertes Gerät steuern …' },
    icon: '$(settings)',
    menus: onDevice('+own', '6_simulate@1'),
    run: async (app, target) => (await control()).controlSimulatedDevice(app, target),
  },
  injectFault: {
    title: { en: 'Simulate a Fault…', de: 'Fehler simulieren …' },
    icon: '$(beaker)',
    menus: onDevice('+own', '6_simulate@2'),
    run: async (app, target) => (await import('./simulate-fault.ts')).injectFault(app, target),
  },
  plugInSimulatedDevice: {
    title: { en: 'Plug In Simulated Device', de: 'Simuliertes Gerät anschließen' },
    icon: '$(plug)',
    menus: onDevice('+own +unplugged', 'inline@1', '6_simulate@0'),
    run: async (app, target) => (await control()).plugInSimulatedDevice(app, target),
  },
  copySimulatedAddress: {
    title: { en: 'Copy Address for Other Programs', de: 'Adresse für andere Programme kopieren' },
    icon: '$(copy)',
    menus: onDevice('+simulated -unplugged', 'inline@3', '5_copy@2'),
    run: async (app, target) => (await small()).copySimulatedAddress(app, target),
  },
  openDeviceTerminal: {
    title: { en: 'Open Terminal for This Device', de: 'Terminal für dieses Gerät öffnen' },
    icon: '$(terminal)',
    menus: onDevice('+simulated -unplugged', '4_info@2'),
    run: async (app, target) => (await small()).openDeviceTerminal(app, target),
  },
  startSimulatedDevice: {
    title: { en: 'Start Simulated Device…', de: 'Simuliertes Gerät starten …' },
    icon: '$(vm)',
    menus: inTitle('devices', '1_simulate@1'),
    run: async (app, target) => (await import('./start-simulated-device.ts')).startSimulatedDevice(app, target),
  },
  stopSimulatedDevice: {
    title: { en: 'Stop Simulated Device', de: 'Simuliertes Gerät beenden' },
    icon: '$(debug-stop)',
    menus: onDevice('+own', 'inline@2', '9_manage@1'),
    run: async (app, target) => (await control()).stopSimulatedDevice(app, target),
  },
  copyPath: {
    title: { en: 'Copy Path', de: 'Pfad kopieren' },
    palette: 'false',
    menus: inPage(['file', 'domain'], '5_copy@1'),
    run: async (app, target) => (await copies()).copyPath(app, target),
  },
  openFile: {
    title: { en: 'Open', de: 'Öffnen' },
    palette: 'false',
    menus: inPage(['file'], '0_open@1'),
    run: async (app, target) => (await files()).openClickedFile(app, target, 'here'),
  },
  openFileToSide: {
    title: { en: 'Open to the Side', de: 'An der Seite öffnen' },
    palette: 'false',
    menus: inPage(['file'], '0_open@2'),
    run: async (app, target) => (await files()).openClickedFile(app, target, 'beside'),
  },
  openFileWith: {
    title: { en: 'Open With…', de: 'Öffnen mit …' },
    palette: 'false',
    menus: inPage(['file'], '0_open@3'),
    run: async (app, target) => (await files()).openClickedFile(app, target, 'with'),
  },
  copyFileId: {
    title: { en: 'Copy File ID', de: 'Datei-ID kopieren' },
    palette: 'false',
    menus: inPage(['file'], '5_copy@2'),
    run: async (app, target) => (await copies()).copyRows(app, target, 'ids'),
  },
  copyCell: {
    title: { en: 'Copy Cell', de: 'Zelle kopieren' },
    palette: 'false',
    menus: inPage(['file'], '5_copy@3'),
    run: async (app, target) => (await copies()).copyCell(app, target),
  },
  copyRows: {
    title: { en: 'Copy Rows', de: 'Zeilen kopieren' },
    palette: 'false',
    menus: inPage(['file'], '5_copy@4'),
    run: async (app, target) => (await copies()).copyRows(app, target, 'rows'),
  },
  copyRowsAsJson: {
    title: { en: 'Copy as JSON', de: 'Als JSON kopieren' },
    palette: 'false',
    menus: inPage(['file'], '5_copy@5'),
    run: async (app, target) => (await copies()).copyRows(app, target, 'json'),
  },
  copyUdid: {
    title: { en: 'Copy UDID', de: 'UDID kopieren' },
    menus: onDevice('-unplugged', '5_copy@1'),
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
    menus: [...onBackup('', 'inline@1', '1_open@1'), ...onFolder('7_iosBackup@1')],
    run: async (app, target) => (await browser()).openBrowser(app, target),
  },
  mountBackup: {
    title: { en: 'Open Backup as Folder…', de: 'Backup als Ordner öffnen …' },
    icon: '$(root-folder)',
    menus: [...onBackup('-unreadable', '1_open@3'), ...inPageTitle(undefined, '1_open@1')],
    run: async (app, target) => (await mount()).mountBackup(app, target),
  },
  unmountBackup: {
    title: { en: 'Remove Backup from Workspace', de: 'Backup aus dem Arbeitsbereich entfernen' },
    run: async (app, target) => (await mount()).unmountBackup(app, target),
  },
  verifyQuick: {
    title: { en: 'Verify Backup (Quick)', de: 'Backup prüfen (schnell)' },
    icon: '$(pass)',
    menus: [...onBackup('-running', 'inline@2', '2_verify@1'), ...inPageTitle(undefined, 'navigation@1'), ...onFolder('7_iosBackup@2')],
    keys: keyOn('backups', 'ctrl+enter'),
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
  rollBackBackup: {
    title: { en: 'Roll Back to Previous Version…', de: 'Auf frühere Version zurücksetzen …' },
    icon: '$(discard)',
    menus: onBackup('+complete -running -version', '5_restore@2'),
    run: async (app, target) => (await import('./roll-back-backup.ts')).rollBackBackup(app, target),
  },
  rollBackToVersion: {
    title: { en: 'Roll Back to This Version…', de: 'Auf diese Version zurücksetzen …' },
    icon: '$(discard)',
    palette: 'false',
    menus: onBackup('+version', '5_restore@2'),
    run: async (app, target) => (await import('./roll-back-backup.ts')).rollBackToVersion(app, target),
  },
  salvageBackup: {
    title: { en: 'Salvage Backup…', de: 'Backup retten …' },
    menus: onBackup('-running', '4_extract@2'),
    run: async (app, target) => (await import('./salvage-backup.ts')).salvageBackup(app, target),
  },
  verifyPassword: {
    title: { en: 'Verify Password…', de: 'Passwort prüfen …' },
    menus: onBackup('+encrypted -running', '3_lock@5'),
    run: async (app, target) => (await lock()).verifyPassword(app, target),
  },
  restoreBackup: {
    title: { en: 'Restore to Device…', de: 'Auf Gerät wiederherstellen …' },
    icon: '$(reply)',
    menus: onBackup('+complete -running -unreadable', '5_restore@1'),
    run: async (app, target) => (await import('./restore-backup.ts')).restoreBackup(app, target),
  },
  deleteBackup: {
    title: { en: 'Move Backup to Trash…', de: 'Backup in den Papierkorb legen …' },
    icon: '$(trash)',
    menus: onBackup('-running', '9_delete@1'),
    keys: keyOn('backups', 'delete', 'cmd+backspace'),
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
  removeFolder: {
    title: { en: 'Remove Backup Folder from List…', de: 'Backup-Ordner aus der Liste entfernen …' },
    icon: '$(close)',
    menus: [...inTitle('backups', '2_folders@1'), ...onMissingFolder('inline@2', '1_folder@2')],
    run: async (app, target) => (await small()).removeFolder(app, target),
  },
  replaceFolder: {
    title: { en: 'Choose Another Folder…', de: 'Anderen Ordner wählen …' },
    icon: '$(folder-opened)',
    menus: onMissingFolder('inline@1', '1_folder@1'),
    run: async (app, target) => (await small()).replaceFolder(app, target),
  },
  revealBackup: {
    title: { en: 'Reveal in File Manager', de: 'Im Dateimanager zeigen' },
    menus: onBackup('', '1_open@2'),
    run: async (app, target) => (await small()).revealBackup(app, target),
  },
  refreshBackups: {
    title: { en: 'Refresh Backups', de: 'Backups aktualisieren' },
    icon: '$(refresh)',
    menus: inTitle('backups', 'navigation@2'),
    run: async (app) => (await small()).refreshBackups(app),
  },
  runDoctor: {
    title: { en: 'Why Don’t I See My Device?', de: 'Warum sehe ich mein Gerät nicht?' },
    icon: '$(question)',
    menus: [...inTitle('devices', '8_help@1'), ...inTitle('backups', '8_help@1')],
    run: async (app) => (await doctor()).runDoctor(app),
  },
  copyReport: {
    title: { en: 'Copy Diagnostic Report', de: 'Diagnosebericht kopieren' },
    menus: inTitle('devices', '8_help@2'),
    run: async (app) => (await doctor()).copyReport(app),
  },
  openWalkthrough: {
    title: { en: 'Get Started', de: 'Erste Schritte' },
    menus: inTitle('devices', '8_help@0'),
    run: async (app) => (await small()).openWalkthrough(app),
  },
  showHelp: {
    title: { en: 'Show Help', de: 'Hilfe anzeigen' },
    icon: '$(question)',
    palette: 'false',
    run: async (app, target) => (await import('./show-help.ts')).showHelp(app, target),
  },
  explainLastFailure: {
    title: { en: 'Explain Last Failure', de: 'Letzten Fehler erklären' },
    menus: inTitle('devices', '8_help@3'),
    run: async (app) => (await import('./explain-last-failure.ts')).explainLastFailure(app),
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
