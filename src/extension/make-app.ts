/** Puts the parts of the extension together and connects them with each other. Opens no file and no socket. */
import { basename, dirname } from 'node:path';
import { commands, env, l10n, languages, workspace, type ExtensionContext, type LogOutputChannel, type Uri } from 'vscode';
import { nameProgram } from '../backup/index.ts';
import { formatterFor, type PageAction } from '../view/index.ts';
import type { App } from './app.ts';
import { listedFolders } from './backups/backup-folders.ts';
import { remindOfBackups } from './backup-reminder.ts';
import { BackupJobs } from './backups/backup-jobs.ts';
import { BackupRegistry } from './backups/backup-registry.ts';
import { BackupTree } from './backups/backup-tree.ts';
import { readersChanged } from './backups/open-readers.ts';
import { OwnVersions } from './backups/own-versions.ts';
import { PROBLEM_FIXES, ProblemFixes } from './backups/problem-fixes.ts';
import { PROBLEM_SCHEME, problemPlaceOf } from './backups/problem-uri.ts';
import { ProblemsCollection } from './backups/problems-collection.ts';
import { RememberedPasswords } from './backups/remembered-passwords.ts';
import { UnlockedBackups } from './backups/unlocked-backups.ts';
import { BrowserPanels } from './browser/browser-panels.ts';
import { CloudPanels } from './cloud/cloud-panels.ts';
import { registerCommands } from './commands/register-commands.ts';
import { SettingsCheck } from './check-settings.ts';
import { connectViews } from './connect-views.ts';
import { DEVICE_SCHEME, DeviceDocuments } from './devices/device-documents.ts';
import { DeviceRegistry } from './devices/device-registry.ts';
import { DeviceTree } from './devices/device-tree.ts';
import { configuredDevices } from './devices/configured-devices.ts';
import { SimulatedDevices } from './devices/simulated-devices.ts';
import { SystemMux } from './devices/system-mux.ts';
import { LastPhone } from './devices/last-phone.ts';
import { PhoneScreens } from './devices/phone-screens.ts';
import { makeLanguageTools, registerLanguageTools, type LanguageTools } from './language-tools/register-tools.ts';
import { PasswordProofs } from './encryption/password-proofs.ts';
import { passwordReminders } from './encryption/password-reminder.ts';
import { HelpPages } from './help/help-pages.ts';
import { helpNameOf } from './help/help-uri.ts';
import { failureOf } from './failure-words.ts';
import {
  BROWSER_PANEL,
  CLOUD_PANEL,
  COMMANDS,
  HELP_EDITOR,
  MANIFEST_EDITOR,
  MOUNTED_EDITOR,
  PROBLEM_EDITOR,
  REPORT_PANEL,
  SETTINGS,
  VIEWS,
  type CommandId,
} from './ids.ts';
import { BackupFileSystem } from './mount/backup-file-system.ts';
import { MOUNT_SCHEME } from './mount/mount-address.ts';
import { MountedBackups } from './mount/mounted-backups.ts';
import { VIEW_SCHEME, ViewDocuments } from './mount/view-documents.ts';
import { remediesFor } from './remedies.ts';
import { PassingEditor } from './passing-editor.ts';
import { Reporter } from './reporter.ts';
import { ReportPanels } from './reports/report-panels.ts';
import { settings } from './settings.ts';
import { showJobsInStatusBar } from './status-bar.ts';
import { registerTasks } from './tasks/register-tasks.ts';
import { ContractWatch } from './tests/contract-watch.ts';
import { vscodeLocale } from './vscode-locale.ts';
import { window } from './plain-window.ts';

export interface RunningApp extends App {
  readonly deviceTree: DeviceTree;
  readonly backupTree: BackupTree;
  readonly languageTools: LanguageTools;
  /** Starts what the settings ask for; once. Never rejects. */
  begin(): Promise<void>;
  /** Stops running backups and closes every socket. */
  close(): Promise<void>;
}

const COMMAND_OF_ACTION: Readonly<Record<PageAction, CommandId>> = {
  verify: COMMANDS.verifyQuick,
  'show-log': COMMANDS.showLog,
  'verify-full': COMMANDS.verifyFull,
  'back-up': COMMANDS.backUpNow,
  unlock: COMMANDS.unlockBackup,
  lock: COMMANDS.lockBackup,
  keychain: COMMANDS.showKeychain,
};

/** These are about no backup. */
const WITHOUT_BACKUP: ReadonlySet<PageAction> = new Set(['show-log', 'back-up']);

export function makeApp(context: ExtensionContext, log: LogOutputChannel): RunningApp {
  nameProgram('vscode');
  const keep = <Part extends { dispose(): unknown }>(part: Part): Part => {
    context.subscriptions.push(part);
    return part;
  };
  const reporter = new Reporter(log, vscodeLocale(), (actions, deed) => remediesFor(app, actions, deed));
  const describe = (error: unknown) => {
    const { message, action } = failureOf(error, reporter.locale.translate);
    return `${message} ${action}`;
  };
  const devices = keep(new DeviceRegistry({ log, describe, reasonOf: (error) => failureOf(error, reporter.locale.translate).message }));
  const deviceDocuments = keep(new DeviceDocuments());
  const systemMux = keep(new SystemMux(devices));
  const simulated = new SimulatedDevices({
    log,
    addMux: (mux) => devices.addMux(mux, { own: true }),
    onQuestion: (phone, question) => void phoneScreens.show(phone, question).catch((error: unknown) => void reporter.show(error)),
    onFailure: (error) => void reporter.show(error),
  });
  const phoneScreens = new PhoneScreens(simulated);
  const unlocked = new UnlockedBackups({ lockAfterMinutes: settings.lockAfterMinutes });
  const passwords = new RememberedPasswords(context.secrets);
  const jobs = keep(new BackupJobs());
  const backups = keep(new BackupRegistry({ folders: listedFolders, describe, isUnlocked: (path) => unlocked.has(path) }));
  const deviceTree = keep(
    new DeviceTree({
      devices,
      locale: reporter.locale,
      showNetwork: settings.showNetwork,
      copyOf: (udid) => backups.copyOf(udid),
      ownPhones: simulated,
    }),
  );
  const backupTree = keep(new BackupTree(backups, reporter.locale, env.language));
  const deviceView = keep(window.createTreeView(VIEWS.devices, { treeDataProvider: deviceTree }));
  const backupView = keep(
    window.createTreeView(VIEWS.backups, { treeDataProvider: backupTree, showCollapseAll: true, canSelectMany: true }),
  );
  const mounts = new MountedBackups({ memory: context.globalState, keysOf: (path) => unlocked.use(path) });
  const browsers = new BrowserPanels({
    context,
    reporter,
    mounts,
    titleOf: (path) => titleOf(backups, path),
    isRunning: (path) => jobs.running().some((running) => running.path === path),
    remedyFor: (action, path) => remediesFor(app, [action], { target: path })[0],
    explain: async (code) => {
      await commands.executeCommand(COMMANDS.showHelp, code);
    },
    extract: async (choice, path) => {
      const { targetFor } = await import('./commands/extract-files.ts');
      await commands.executeCommand(COMMANDS.extractFiles, targetFor(path, choice));
    },
    open: async (fileID, beside, path) => {
      const { openFile } = await import('./browser/open-file.ts');
      try {
        return await openFile(app, path, fileID, beside ? 'beside' : 'here');
      } catch (error) {
        void reporter.show(error);
        return false;
      }
    },
    exportRows: async (wish, path) => {
      const { exportRowsAsking } = await import('./browser/export-rows.ts');
      return exportRowsAsking(path, wish, { reporter, keys: unlocked.use(path) });
    },
    keysOf: (path) => unlocked.use(path),
    lockAfterMinutes: settings.lockAfterMinutes,
    act: async (action, path) => {
      await commands.executeCommand(COMMAND_OF_ACTION[action], ...(WITHOUT_BACKUP.has(action) ? [] : [path]));
    },
  });
  const fileSystem = keep(new BackupFileSystem({ mounts, describe, dateOf: (path) => backups.find(path)?.date?.getTime() ?? 0 }));
  keep(workspace.registerFileSystemProvider(MOUNT_SCHEME, fileSystem, { isCaseSensitive: true, isReadonly: true }));
  const viewDocuments = keep(new ViewDocuments({ mounts, describe, keysOf: (path) => unlocked.use(path), locale: reporter.locale }));
  keep(workspace.registerTextDocumentContentProvider(VIEW_SCHEME, viewDocuments));
  const cloudPages = keep(
    new CloudPanels({ context, reporter, devices, describe, copyOf: (udid) => backups.copyOf(udid), keysOf: (path) => unlocked.use(path) }),
  );
  const reports = keep(
    new ReportPanels({
      extension: context.extensionUri,
      reporter,
      mounts,
      describe: (error) => failureOf(error, reporter.locale.translate),
      sourceOf: async (report, paths) => (await import('./reports/make-source.ts')).makeSource(app, report, paths),
    }),
  );
  const contracts = keep(
    new ContractWatch(async (changed) => {
      const { ContractRoom } = await import('./tests/contract-room.ts');
      return new ContractRoom(app, context.workspaceState, changed);
    }),
  );
  keep(backups.onDidChange(() => deviceTree.refresh()));
  keep(backups.onDidChange(() => reports.changed()));
  keep(backups.onDidChange(() => browsers.retitle()));
  keep(jobs.onDidEnd(({ path }) => readersChanged({ browsers, mounts, reports, contracts }, path)));
  keep(
    unlocked.onDidChange((path) => {
      backups.refresh();
      readersChanged({ browsers, mounts, reports, contracts }, path);
    }),
  );
  const help = new HelpPages(context.extensionUri);
  const problems = keep(new ProblemsCollection((path) => backups.nameOf(path)));
  const app: App = {
    reporter,
    version: (context.extension.packageJSON as { version: string }).version,
    devices,
    systemMux,
    deviceDocuments,
    simulated,
    phoneScreens,
    lastPhone: new LastPhone(context.globalState),
    trustRequests: new Set(),
    jobs,
    backups,
    ownVersions: new OwnVersions(context.globalState),
    unlocked,
    passwords,
    passwordProofs: new PasswordProofs(context.globalState),
    deviceView,
    backupView,
    browsers,
    mounts,
    cloudPages,
    reports,
    contracts,
    problems,
    help,
  };
  let begun: Promise<void> | undefined;
  const settingsCheck = new SettingsCheck(reporter, context.extension.packageJSON);
  const startDevices = configuredDevices(simulated, reporter);
  const startConfigured = () => {
    settingsCheck.look();
    return startDevices();
  };
  const remindOfPasswords = passwordReminders({ backups: () => backups.backups(), proofs: app.passwordProofs, reporter });
  keep(backups.onDidChange(remindOfPasswords));
  const begin = () => (begun ??= startConfigured());
  const beginAgain = () => {
    if (begun !== undefined) begun = startConfigured();
  };
  // Settings of a folder count once it is trusted; they may arrive a little after the trust.
  keep(workspace.onDidGrantWorkspaceTrust(beginAgain));
  keep(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(SETTINGS.simulatedDevices)) beginAgain();
      else if (begun !== undefined) settingsCheck.look();
      if (change.affectsConfiguration(SETTINGS.passwordRemindDays)) remindOfPasswords();
    }),
  );
  keep(registerCommands(app, begin));
  keep(connectViews({ app, systemMux, deviceTree, deviceView, backupView, begin }));
  keep(registerTasks(app));
  const languageTools = makeLanguageTools(app, begin);
  keep(registerLanguageTools(languageTools));
  keep(
    remindOfBackups({
      states: () => deviceTree.states(),
      events: [devices.onDidChange, backups.onDidChange],
      locale: reporter.locale,
    }),
  );
  keep(showJobsInStatusBar(jobs, reporter.locale));
  keep(workspace.registerTextDocumentContentProvider(DEVICE_SCHEME, deviceDocuments));
  keep(languages.registerDocumentLinkProvider({ scheme: DEVICE_SCHEME }, deviceDocuments));
  keep(window.registerWebviewPanelSerializer(BROWSER_PANEL, browsers));
  keep(window.registerWebviewPanelSerializer(CLOUD_PANEL, cloudPages));
  keep(window.registerWebviewPanelSerializer(REPORT_PANEL, reports));
  const showProblem = (address: Uri) => {
    const place = problemPlaceOf(address);
    if (place === undefined) return;
    void problems.open(address);
    browsers.show(place.path, place.fileID);
  };
  keep(workspace.registerTextDocumentContentProvider(PROBLEM_SCHEME, problems));
  keep(languages.registerCodeActionsProvider({ scheme: PROBLEM_SCHEME }, new ProblemFixes(app), PROBLEM_FIXES));
  keep(window.registerCustomEditorProvider(PROBLEM_EDITOR, new PassingEditor(showProblem)));
  const showHelp = (address: Uri) => void commands.executeCommand(COMMANDS.showHelp, helpNameOf(address));
  keep(window.registerCustomEditorProvider(HELP_EDITOR, new PassingEditor(showHelp)));
  const browse = ({ fsPath }: Uri) => void commands.executeCommand(COMMANDS.openBrowser, dirname(fsPath));
  keep(window.registerCustomEditorProvider(MANIFEST_EDITOR, new PassingEditor(browse)));
  const showMounted = async (address: Uri) => {
    const { openMounted } = await import('./mount/open-mounted.ts');
    await openMounted(app, address).catch((error: unknown) => void reporter.show(error));
  };
  keep(window.registerCustomEditorProvider(MOUNTED_EDITOR, new PassingEditor((address) => void showMounted(address))));
  const close = async () => {
    await Promise.all([jobs.stopAll(), unlocked.lockAll(), mounts.close()]);
    await simulated.close();
  };
  return { ...app, deviceTree, backupTree, languageTools, begin, close };
}

/** The tab of a browser: whose backup, and of which day. */
function titleOf(backups: BackupRegistry, path: string): string {
  const backup = backups.find(path);
  if (backup?.deviceName === undefined) return basename(path);
  if (backup.date === undefined) return backup.deviceName;
  return l10n.t('{name}, {date}', { name: backup.deviceName, date: formatterFor(env.language).dateTime(backup.date) });
}
