/** Extract Files: writes files of a backup, under the names they have on the device, into a folder that the person chooses. */
import { l10n } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import { extractBackup, type ConflictPolicy, type ExtractEvent, type ExtractReport, type Selection } from '../../backup/index.ts';
import { checkedPageTarget, type ExtractChoice } from '../../view/index.ts';
import type { App } from '../app.ts';
import { askForFolder } from '../backups/backup-folders.ts';
import { namesBackup, pickBackup } from '../backups/pick-backup.ts';
import { canRead } from '../backups/unlock-with-password.ts';
import { failureOf } from '../failure-words.ts';
import { withJobNotification } from '../job-notification.ts';
import { openFolder } from '../open-folder.ts';
import { window } from '../plain-window.ts';

interface Extraction {
  readonly path: string;
  readonly target: string;
  readonly select: Selection;
}

/** `target` may carry the choice of the browser page, by its buttons or its context menu: one file, or what its list shows. */
export async function extractFiles(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { orPage: true, title: l10n.t('Extract files of which backup?') });
  if (path === undefined || !(await canRead(app, path))) return;
  // Before the question for a folder: what is meant is what is there now.
  const select = await selectionOf(app, path, target);
  const folder = await askForFolder(l10n.t('Extract into which folder?'), l10n.t('Extract Here'));
  if (folder === undefined) return;
  const report = await extractAsking(app, { path, target: folder, select });
  // Said without waiting for an answer: the command has ended.
  if (report !== undefined) void sayExtracted(app, report);
}

export function targetFor(path: string, choice: ExtractChoice): { kind: 'backup'; path: string; choice: ExtractChoice } {
  return { kind: 'backup', path, choice };
}

/** On a backup, everything is meant; on its page, what is clicked, selected or shown there. */
async function selectionOf(app: App, path: string, target: unknown): Promise<Selection> {
  const clicked = checkedPageTarget(target);
  if (clicked?.webviewSection === 'domain') return { domain: clicked.name };
  const selected = clicked?.selected === true ? app.browsers.selectedIn(path) : undefined;
  if (clicked !== undefined && selected === undefined) return { fileIDs: [clicked.fileID] };
  const choice = selected ?? choiceOf(target) ?? (namesBackup(target) ? undefined : app.browsers.shownIn(path));
  if (choice === undefined) return {};
  return 'fileID' in choice ? { fileIDs: [choice.fileID] } : await app.browsers.selectionOf(path, choice);
}

function choiceOf(target: unknown): ExtractChoice | undefined {
  return typeof target === 'object' && target !== null && 'choice' in target ? (target.choice as ExtractChoice) : undefined;
}

/** Asks what to do with files that are there already, only when there are any. Undefined when the person wants nothing of it. */
async function extractAsking(app: App, extraction: Extraction): Promise<ExtractReport | undefined> {
  try {
    return await extract(app, extraction, 'fail');
  } catch (error) {
    if (!isCodedError(error, 'target-exists')) throw error;
    const policy = await askForPolicy(app, error);
    return policy === undefined ? undefined : await extract(app, extraction, policy);
  }
}

async function askForPolicy(app: App, error: unknown): Promise<ConflictPolicy | undefined> {
  const answers: readonly (readonly [string, ConflictPolicy])[] = [
    [l10n.t('Keep Both'), 'rename'],
    [l10n.t('Skip'), 'skip'],
    [l10n.t('Overwrite'), 'overwrite'],
  ];
  const { message } = failureOf(error, app.reporter.locale.translate);
  const detail = l10n.t('Choose what to do with this file, and with all others that are already there.');
  const answer = await window.showWarningMessage(message, { modal: true, detail }, ...answers.map(([title]) => title));
  return answers.find(([title]) => title === answer)?.[1];
}

async function extract(app: App, { path, target, select }: Extraction, onConflict: ConflictPolicy): Promise<ExtractReport> {
  const keys = app.unlocked.use(path);
  const held = app.unlocked.hold(path);
  try {
    return await withJobNotification(l10n.t('Extracting files'), app.reporter.locale, (signal, onProgress) =>
      extractBackup(path, {
        ...(keys === undefined ? {} : { keys }),
        target,
        select,
        onConflict,
        signal,
        onProgress,
        onEvent: (event) => logEvent(app, event),
      }),
    );
  } finally {
    held.dispose();
  }
}

function logEvent(app: App, event: ExtractEvent): void {
  const name = `${event.domain}/${event.relativePath}`;
  if (event.kind === 'file-error') app.reporter.log.warn(`not extracted, ${event.code} ${event.reason ?? ''}: ${name}`);
  else app.reporter.log.info(`extracted as ${event.to}: ${name}`);
}

async function sayExtracted(app: App, report: ExtractReport): Promise<void> {
  const { format } = app.reporter.locale;
  const { files, bytes, kept, skipped, failed, damagedLeftOut } = report;
  const others = failed - damagedLeftOut;
  const part = (count: number, words: string) => (count === 0 ? '' : words);
  const words = [
    files === 1
      ? l10n.t('1 file extracted ({size}).', { size: format.bytes(bytes) })
      : l10n.t('Files extracted: {files} ({size}).', { files: format.count(files), size: format.bytes(bytes) }),
    part(kept, l10n.t('Already there from an earlier run: {count}.', { count: format.count(kept) })),
    part(skipped, l10n.t('Skipped: {count}.', { count: format.count(skipped) })),
    part(damagedLeftOut, l10n.t('Damaged and left out: {count}. The log lists them.', { count: format.count(damagedLeftOut) })),
    part(others, l10n.t('Not extracted: {count}. The log lists them.', { count: format.count(others) })),
  ];
  const sentence = words.filter((each) => each !== '').join(' ');
  const open = { title: l10n.t('Open Folder'), run: () => openFolder(report.target) };
  if (failed === 0) await app.reporter.inform(sentence, [open]);
  else await app.reporter.warn(sentence, [open]);
}
