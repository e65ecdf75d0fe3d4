/** Compare Backups, Compare with…, and Compare with Previous Version: choose two, ask for passwords, and show the page that compares them. */
import { ThemeIcon, commands, l10n, type QuickPickItem } from 'vscode';
import { listVersions } from '../../backup/index.ts';
import { backupItem, groupByOwner, noVersionWords, type BackupState } from '../../view/index.ts';
import type { App } from '../app.ts';
import { pathOf, pickBackup } from '../backups/pick-backup.ts';
import { unlockAll } from '../backups/unlock-with-password.ts';
import { COMMANDS, SETTINGS } from '../ids.ts';
import { window } from '../plain-window.ts';
import { settings } from '../settings.ts';
import { vscodeLocale } from '../vscode-locale.ts';

/** Also on one that was chosen already: then only the other one is asked for; or on two that are selected. */
export async function compareBackups(app: App, target?: unknown, selected?: unknown): Promise<void> {
  const both = selectedTwo(selected);
  if (both !== undefined) {
    await showComparison(app, inOrder(app, ...both));
    return;
  }
  const one = await pickBackup(app, target, { orPage: true, title: l10n.t('Compare which backup?'), suits: isReadable });
  if (one === undefined) return;
  await app.backups.scan();
  const others = app.backups.backups().filter((each) => isReadable(each) && each.path !== one);
  if (others.length === 0) {
    await sayNoOther(app, l10n.t('No other backup was found to compare with this one.'));
    return;
  }
  const other = await pickOther(app, one, others);
  if (other !== undefined) await showComparison(app, inOrder(app, one, other));
}

/** What has changed since the previous version; the newest one, if there are several. */
export async function comparePrevious(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, {
    orPage: true,
    title: l10n.t('Compare which backup with its previous version?'),
    suits: (state) => isReadable(state) && listVersions(state.path).length > 0,
    none: `${l10n.t('No backup has a previous version.')} ${whyNone()}`,
  });
  if (path === undefined) return;
  await app.backups.scan();
  const current = app.backups.find(path)?.versionOf ?? path;
  const versions = listVersions(current);
  const previous = path === current ? versions[0] : versions[versions.findIndex((each) => each.path === path) + 1];
  if (previous === undefined) {
    await sayNoOther(app, `${l10n.t('This backup has no previous version.')} ${whyNone()}`, path);
    return;
  }
  await showComparison(app, [previous.path, path]);
}

/** Undefined where there are more or fewer rows, or one of another kind. */
function selectedTwo(selected: unknown): readonly [string, string] | undefined {
  if (!Array.isArray(selected)) return undefined;
  const [one, other, ...more] = selected.map((row: unknown) => pathOf(row));
  return one === undefined || other === undefined || more.length > 0 || one === other ? undefined : [one, other];
}

async function showComparison(app: App, paths: readonly [string, string]): Promise<void> {
  // Without a password names can be compared if they are readable; the page says what was not read, and how to unlock.
  await unlockAll(app, paths);
  await app.reports.show('compare', paths);
}

function isReadable({ errorMessage, neverFinished }: BackupState): boolean {
  return errorMessage === undefined && neverFinished !== true;
}

/** Those of the same device first: that is what people compare. */
async function pickOther(app: App, one: string, others: readonly BackupState[]): Promise<string | undefined> {
  const udid = app.backups.find(one)?.udid;
  const sorted = [...others.filter((each) => each.udid === udid), ...others.filter((each) => each.udid !== udid)];
  const owners = new Map(
    groupByOwner(sorted).flatMap(({ label, backups }) =>
      backups.flatMap((backup) => [backup, ...backup.versions].map(({ path }) => [path, label] as const)),
    ),
  );
  const items = sorted.map((backup): QuickPickItem & { path: string } => {
    const { label, description, icon } = backupItem(backup, app.reporter.locale);
    const owner = owners.get(backup.path);
    return {
      label: owner === undefined ? label : `${owner} · ${label}`,
      iconPath: new ThemeIcon(icon),
      description,
      detail: backup.path,
      path: backup.path,
    };
  });
  const title = l10n.t('Compare {name} with which backup?', { name: app.browsers.titleOf(one) });
  return (await window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true }))?.path;
}

/** The older one is what was before. Unknown dates leave the order in which they were chosen. */
function inOrder(app: App, one: string, other: string): readonly [string, string] {
  const [first, second] = [one, other].map((path) => app.backups.find(path)?.date?.getTime());
  return first !== undefined && second !== undefined && second < first ? [other, one] : [one, other];
}

function whyNone(): string {
  return noVersionWords({ kept: settings.versionsToKeep(), onlyIfCheap: settings.keepPrevious() === 'if-cheap' }, vscodeLocale().translate);
}

async function sayNoOther(app: App, words: string, path?: string): Promise<void> {
  const open = {
    title: l10n.t('Open Setting'),
    run: () => commands.executeCommand('workbench.action.openSettings', `@id:${SETTINGS.versionsKeep}`),
  };
  const other = { title: l10n.t('Compare with Another…'), run: () => commands.executeCommand(COMMANDS.compareBackups, path) };
  await app.reporter.inform(words, [...(path === undefined ? [] : [other]), open]);
}
