/** Connects the parts with the two views: listens while somebody looks, keeps context keys and badge right, follows the settings. */
import { readPaths, readersChanged } from './backups/open-readers.ts';
import { basename } from 'node:path';
import { l10n, workspace, type TreeView } from 'vscode';
import { DisposableList, type Disposable } from '../base/index.ts';
import { findDeviceRuns } from '../backup/index.ts';
import type { App } from './app.ts';
import { listedFolders } from './backups/backup-folders.ts';
import { BackupWatch } from './backups/backup-watch.ts';
import type { BackupNode } from './backups/backup-tree.ts';
import { ContextKeys } from './context-keys.ts';
import type { DeviceNode, DeviceTree } from './devices/device-tree.ts';
import type { SystemMux } from './devices/system-mux.ts';
import { needsAttention, visible, withoutMarkup } from '../view/index.ts';
import { SETTINGS } from './ids.ts';
import { window } from './plain-window.ts';
import { Pulse } from './pulse.ts';
import { watchReturns } from './return-watch.ts';
import { settings } from './settings.ts';
import { backupFolderState, shutFolders, usbmuxdState } from './view-states.ts';

/** A reading is a short conversation; a phone hardly notices one every few seconds. */
const DEVICE_REST_MS = 5000;
/** Half of the smallest step in which ages are told: "2 minutes ago" becomes "3 minutes ago". */
const AGE_REFRESH_MS = 30_000;

/** Seconds that are left are told one by one. */
const COUNTDOWN_MS = 1000;

/** What other windows do is said in small files: a look at them costs next to nothing. */
const RUNS_REST_MS = 2000;

interface ViewParts {
  readonly app: App;
  readonly systemMux: SystemMux;
  readonly deviceTree: DeviceTree;
  readonly deviceView: TreeView<DeviceNode>;
  readonly backupView: TreeView<BackupNode>;
  readonly begin: () => Promise<void>;
}

export function connectViews(parts: ViewParts): Disposable {
  const all = new DisposableList();
  const keys = new ContextKeys();
  all.add(followDevices(parts, keys));
  all.add(followBackups(parts, keys));
  all.add(followTheWorld(parts));
  all.add(followJobs(parts, keys));
  all.add(followBrowsers(parts, keys));
  all.add(followSettings(parts));
  return all;
}

/** Listens to usbmuxd only while the view can be seen. */
function followDevices({ app, deviceTree, deviceView, begin }: ViewParts, keys: ContextKeys): Disposable {
  const all = new DisposableList();
  let looking: Disposable | undefined;
  const look = (visible: boolean) => {
    if (visible === (looking !== undefined)) return;
    looking?.dispose();
    looking = visible ? app.devices.hold() : undefined;
    if (!visible) return;
    void begin();
    // What a row says of copies on this computer needs one look into the folders.
    if (!app.backups.hasScanned) scanBackups(app);
  };
  const update = () => {
    const states = deviceTree.shown().map(({ state }) => state);
    keys.set('deviceCount', states.length);
    keys.set(
      'hasPairedDevice',
      states.some(({ condition }) => condition === 'ready'),
    );
    if (looking !== undefined) keys.set('usbmuxdState', usbmuxdState(app.devices.problem()));
    const waiting = states.filter(needsAttention).length;
    const tooltip = waiting === 1 ? l10n.t('1 device needs attention') : l10n.t('{count} devices need attention', { count: waiting });
    deviceView.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
  };
  all.add(app.devices.onDidChange(update));
  all.add(
    workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(SETTINGS.showNetwork)) return;
      deviceTree.refresh();
      update();
    }),
  );
  all.add(deviceView.onDidChangeVisibility(({ visible }) => look(visible)));
  all.add({ dispose: () => looking?.dispose() });
  look(deviceView.visible);
  return all;
}

/** Looks into the folders whenever the view comes into sight. */
function followBackups({ app, backupView }: ViewParts, keys: ContextKeys): Disposable {
  const all = new DisposableList();
  const scan = (isVisible: boolean) => {
    if (isVisible) scanBackups(app);
  };
  all.add(
    app.backups.onDidChange(() => {
      keys.set('hasBackups', app.backups.backups().length > 0);
      const folders = listedFolders();
      keys.set('backupFolderState', backupFolderState(folders.length, app.backups.problems()));
      const shut = shutFolders(app.backups.problems()).map((path) => visible(path));
      // Without backups the welcome says it, with more room.
      const hidesSome = shut.length > 0 && app.backups.backups().length > 0;
      backupView.message = hidesSome ? l10n.t('Not shown, because they cannot be read: {paths}', { paths: shut.join(', ') }) : '';
      backupView.description = folders.length === 1 ? withoutMarkup(visible(basename(folders[0] ?? ''))) : '';
    }),
  );
  all.add(backupView.onDidChangeVisibility(({ visible }) => scan(visible)));
  scan(backupView.visible);
  return all;
}

/** Reads devices and folders again while they can be seen, for nobody tells what other programs do to them; and ages grow. */
function followTheWorld({ app, deviceTree, deviceView, backupView }: ViewParts): Disposable {
  const all = new DisposableList();
  const devices = all.add(new Pulse(DEVICE_REST_MS, (signal) => app.devices.lookAgain(signal)));
  const deviceAges = all.add(new Pulse(AGE_REFRESH_MS, () => deviceTree.refresh()));
  const backupAges = all.add(new Pulse(AGE_REFRESH_MS, () => app.backups.lookAgain()));
  const backups = all.add(
    new BackupWatch({
      folders: listedFolders,
      openPaths: () => readPaths(app),
      scan: () => app.backups.scan(),
      changed: (path) => {
        // The end of our own run is told by the run.
        if (!app.jobs.running().some((running) => running.path === path)) readersChanged(app, path);
      },
    }),
  );
  const countdown = all.add(
    new Pulse(COUNTDOWN_MS, () => {
      app.devices.tick();
    }),
  );
  const runs = all.add(
    new Pulse(RUNS_REST_MS, () => {
      const announced = findDeviceRuns();
      app.devices.setElsewhere(announced);
      app.backups.lookForRuns(announced);
    }),
  );
  const update = () => {
    countdown.set(deviceView.visible && app.devices.hasPrompts);
    runs.set(deviceView.visible || backupView.visible);
    devices.set(deviceView.visible);
    deviceAges.set(deviceView.visible);
    backupAges.set(backupView.visible);
    backups.set(backupView.visible || app.browsers.paths().length + app.reports.paths().length + app.contracts.paths().length > 0);
  };
  for (const event of [deviceView.onDidChangeVisibility, backupView.onDidChangeVisibility]) all.add(event(update));
  all.add(app.browsers.onDidChangeActive(update));
  all.add(app.reports.onDidChange(update));
  all.add(app.contracts.onDidChange(update));
  // Who comes back may have changed something in a file manager or a terminal: what rows say of it is checked to the last file.
  all.add(
    watchReturns({
      onDidChangeFocus: (listener) => window.onDidChangeWindowState(listener),
      isVisible: () => backupView.visible,
      look: () => scanBackups(app),
    }),
  );
  all.add(app.devices.onDidChange(() => countdown.set(deviceView.visible && app.devices.hasPrompts)));
  all.add(app.jobs.onDidEnd(() => backups.startAnew()));
  update();
  return all;
}

/** Running backups show in both views. */
function followJobs({ app }: ViewParts, keys: ContextKeys): Disposable {
  const all = new DisposableList();
  all.add(
    app.jobs.onDidProgress(({ udid, path, job }) => {
      app.devices.setJob(udid, job);
      app.backups.setJob(path, job);
      keys.set('jobRunning', true);
    }),
  );
  all.add(
    app.jobs.onDidEnd(({ udid, path }) => {
      app.devices.setJob(udid, undefined);
      app.backups.setJob(path, undefined);
      keys.set('jobRunning', app.jobs.running().length > 0);
    }),
  );
  return all;
}

/** The title of a page offers to unlock or to lock, whichever makes sense for the backup in it. */
function followBrowsers({ app }: ViewParts, keys: ContextKeys): Disposable {
  const all = new DisposableList();
  const update = () => {
    const path = app.browsers.activePath();
    const backup = path === undefined ? undefined : app.backups.find(path);
    keys.set('activeBackup', backup?.encrypted === true ? (backup.unlocked === true ? 'unlocked' : 'locked') : 'plain');
  };
  all.add(app.browsers.onDidChangeActive(update));
  all.add(app.reports.onDidChange(update));
  all.add(app.backups.onDidChange(update));
  return all;
}

function followSettings({ app, systemMux, backupView }: ViewParts): Disposable {
  const watch = () => {
    try {
      systemMux.watch(settings.usbmuxdAddress());
    } catch (error) {
      void app.reporter.show(error);
    }
  };
  watch();
  return workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(SETTINGS.usbmuxdAddress)) watch();
    const folders = change.affectsConfiguration(SETTINGS.backupFolders) || change.affectsConfiguration(SETTINGS.defaultBackupFolder);
    if (folders && backupView.visible) scanBackups(app);
  });
}

function scanBackups({ backups, reporter }: App): void {
  backups.scan().catch((error: unknown) => void reporter.show(error));
}
