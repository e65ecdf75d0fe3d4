/** Roll Back to Previous Version: puts an earlier version of a backup in its place, after a check and a question; it can be undone. */
import { commands, l10n } from 'vscode';
import { listVersions, rollBack } from '../../backup/index.ts';
import { noVersionWords } from '../../view/index.ts';
import type { App } from '../app.ts';
import { closeReaders } from '../backups/open-readers.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { requireIdle } from '../backups/require-idle.ts';
import { COMMANDS, SETTINGS } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';
import { window } from '../plain-window.ts';
import type { ReportAction } from '../reporter.ts';
import { settings } from '../settings.ts';
import { vscodeLocale } from '../vscode-locale.ts';

/** A version that was named by other code, such as the button that undoes. */
interface NamedVersion {
  readonly kind: 'backup';
  readonly path: string;
  readonly version: string;
}

export async function rollBackBackup(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, {
    title: l10n.t('Roll back which backup?'),
    suits: ({ job, path: each }) => job === undefined && listVersions(each).length > 0,
    none: `${l10n.t('No backup has a previous version.')} ${whyNone()}`,
    noneActions: [openSetting()],
  });
  if (path === undefined) return;
  requireIdle(app, path);
  const version = isNamed(target) ? target.version : await pickVersion(app, path);
  if (version === undefined || !(await confirms(app, path))) return;
  // A run may have begun while the question was open.
  requireIdle(app, path);
  // Open files would keep the folder where it is on Windows, and the keys are those of another version.
  await Promise.all([app.unlocked.lock(path), closeReaders(app, path)]);
  const { previous } = await rollBackInNotification(app, path, version);
  app.problems.clear(path);
  void sayRolledBack(app, path, previous);
}

/** However it ends, the list shows what is there now. */
async function rollBackInNotification(
  app: App,
  path: string,
  version: Parameters<typeof rollBack>[0]['version'],
): ReturnType<typeof rollBack> {
  try {
    return await withJobNotification(l10n.t('Checking the previous version'), app.reporter.locale, (signal, onProgress) =>
      rollBack({ path, version, remember: true, signal, onProgress, log: app.reporter.log }),
    );
  } finally {
    await app.backups.scan();
  }
}

/** From the row of a version. Without one, the person chooses. */
export async function rollBackToVersion(app: App, target?: unknown): Promise<void> {
  const version = await pickBackup(app, target, {
    title: l10n.t('Roll back to which version?'),
    suits: ({ versionOf }) => versionOf !== undefined,
    none: `${l10n.t('No backup has a previous version.')} ${whyNone()}`,
    noneActions: [openSetting()],
  });
  const path = version === undefined ? undefined : app.backups.find(version)?.versionOf;
  if (path !== undefined) await rollBackBackup(app, { kind: 'backup', path, version });
}

function whyNone(): string {
  const { translate } = vscodeLocale();
  return noVersionWords({ kept: settings.versionsToKeep(), onlyIfCheap: settings.keepPrevious() === 'if-cheap' }, translate);
}

function openSetting(): ReportAction {
  return {
    title: l10n.t('Open Setting'),
    run: () => commands.executeCommand('workbench.action.openSettings', `@id:${SETTINGS.versionsKeep}`),
  };
}

function isNamed(target: unknown): target is NamedVersion {
  return typeof target === 'object' && target !== null && 'version' in target && typeof target.version === 'string';
}

async function pickVersion(app: App, path: string): Promise<string | undefined> {
  const { format } = app.reporter.locale;
  const versions = listVersions(path);
  if (versions.length === 0) {
    await app.reporter.inform(`${l10n.t('This backup has no previous version.')} ${whyNone()}`, [openSetting()]);
    return undefined;
  }
  const items = versions.map(({ path: version, madeAt }) => ({
    label: format.dateTime(madeAt),
    description: format.age(madeAt, new Date()),
    detail: version,
  }));
  return (await window.showQuickPick(items, { title: l10n.t('Roll back to which version?') }))?.detail;
}

async function confirms(app: App, path: string): Promise<boolean> {
  const rollBackNow = l10n.t('Roll Back');
  const question = l10n.t('Roll back the backup of {name}?', { name: app.backups.nameOf(path) });
  const detail = l10n.t('The current backup becomes a previous version, so this can be undone. Nothing is changed if the check fails.');
  return (await window.showWarningMessage(question, { modal: true, detail }, rollBackNow)) === rollBackNow;
}

async function sayRolledBack(app: App, path: string, previous: string | undefined): Promise<void> {
  const name = app.backups.nameOf(path);
  const undo = {
    title: l10n.t('Undo'),
    run: () => commands.executeCommand(COMMANDS.rollBackBackup, { kind: 'backup', path, version: previous }),
  };
  await app.reporter.inform(l10n.t('The backup of {name} was rolled back.', { name }), previous === undefined ? [] : [undo]);
}
