/** Make Smaller Backup, Replace File in a Copy and Delete File in a Copy: what comes out is another backup. The backup itself is only read. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { commands, l10n, type QuickPickItem } from 'vscode';
import { editBackup, thinBackup, type ChangedCopy, type ChangedCopyOptions, type FileEdit, type ThinChoice } from '../../backup/index.ts';
import { VERDICT_WORDS, checkedPageTarget, filesWords, ownerWords } from '../../view/index.ts';
import type { App } from '../app.ts';
import { askForFolder } from '../backups/backup-folders.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { unlockAll } from '../backups/unlock-with-password.ts';
import { COMMANDS } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';
import { openFolder } from '../open-folder.ts';
import { window } from '../plain-window.ts';
import { addBackupFolder } from '../settings.ts';

export async function makeSmallerBackup(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { orPage: true, title: l10n.t('Make a smaller copy of which backup?') });
  if (path === undefined || !(await unlockAll(app, [path]))) return;
  const choice = await chooseWhatToKeep(app, path);
  if (choice === undefined) return;
  const folder = await askForFolder(l10n.t('Where should the smaller backup go?'), l10n.t('Make It Here'));
  if (folder === undefined) return;
  const copy = await makeCopy(app, path, l10n.t('Making a smaller backup'), (around) =>
    thinBackup(path, choice, { ...around, target: freshFolder(folder, `${basename(path)}-smaller`) }),
  );
  void saySmaller(app, copy);
}

/** From the context menu of a file in the page of a backup. */
export async function replaceFileInCopy(app: App, target?: unknown): Promise<void> {
  const file = await clickedFile(app, target);
  if (file === undefined) return;
  const replacement = await chooseReplacement(file.name);
  if (replacement === undefined) return;
  const question = l10n.t('Replace “{name}” in a copy of the backup?', { name: file.name });
  await editInCopy(app, file, { ...file.names, replacement }, question, l10n.t('Replace in a Copy'));
}

export async function deleteFileInCopy(app: App, target?: unknown): Promise<void> {
  const file = await clickedFile(app, target);
  if (file === undefined) return;
  const question = l10n.t('Delete “{name}” in a copy of the backup?', { name: file.name });
  await editInCopy(app, file, file.names, question, l10n.t('Delete in a Copy'));
}

interface ClickedFile {
  readonly path: string;
  readonly name: string;
  readonly names: Pick<FileEdit, 'domain' | 'relativePath'>;
}

async function clickedFile(app: App, target: unknown): Promise<ClickedFile | undefined> {
  const clicked = checkedPageTarget(target);
  const path = app.browsers.activePath();
  if (clicked?.webviewSection !== 'file' || path === undefined || !(await unlockAll(app, [path]))) return undefined;
  const id = await app.mounts.mount(path);
  const details = await app.mounts.use(id, ({ backup }) => backup.details(clicked.fileID));
  if (details?.file.kind !== 'file') {
    await app.reporter.inform(l10n.t('Only a file can be replaced or deleted, not a folder or a link.'));
    return undefined;
  }
  const { domain, relativePath } = details.file;
  return { path, name: relativePath.slice(relativePath.lastIndexOf('/') + 1), names: { domain, relativePath } };
}

async function chooseReplacement(name: string): Promise<string | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      title: l10n.t('New content for “{name}”', { name }),
      openLabel: l10n.t('Use This File'),
      canSelectFiles: true,
      canSelectMany: false,
    })) ?? [];
  return chosen?.scheme === 'file' ? chosen.fsPath : undefined;
}

async function editInCopy(app: App, { path }: ClickedFile, edit: FileEdit, question: string, button: string): Promise<void> {
  const detail = l10n.t(
    'The backup itself is not changed. A full copy is made in another folder, and the record of the file is repaired there, so that the copy can be verified and restored.',
  );
  if ((await window.showWarningMessage(question, { modal: true, detail }, button)) !== button) return;
  const folder = await askForFolder(l10n.t('Where should the changed copy go?'), l10n.t('Copy Here'));
  if (folder === undefined) return;
  const copy = await makeCopy(app, path, l10n.t('Making a changed copy'), (around) =>
    editBackup(path, edit, { ...around, target: freshFolder(folder, `${basename(path)}-changed`), verify: 'full' }),
  );
  void sayChanged(app, copy);
}

/** A folder that is not there yet. */
function freshFolder(folder: string, name: string): string {
  for (let count = 1; ; count++) {
    const path = join(folder, count === 1 ? name : `${name}-${String(count)}`);
    if (!existsSync(path)) return path;
  }
}

async function makeCopy(
  app: App,
  path: string,
  title: string,
  make: (around: Omit<ChangedCopyOptions, 'target'>) => Promise<ChangedCopy>,
): Promise<ChangedCopy> {
  const held = app.unlocked.hold(path);
  try {
    return await withJobNotification(title, app.reporter.locale, (signal, onProgress) =>
      make({ keys: app.unlocked.use(path), signal, onProgress }),
    );
  } finally {
    held.dispose();
  }
}

const EXAMPLE_PATTERN = 'HomeDomain/Library/Preferences/**';

type KeptItem = QuickPickItem & { readonly domains?: readonly string[] };

/** Apps, groups and parts of the system, the largest first; or a pattern. Undefined when nothing was chosen. */
async function chooseWhatToKeep(app: App, path: string): Promise<ThinChoice | undefined> {
  const { format, translate } = app.reporter.locale;
  const id = await app.mounts.mount(path);
  const { apps } = await withJobNotification(l10n.t('Measuring what is in the backup'), app.reporter.locale, (signal) =>
    app.mounts.use(id, ({ backup }) => backup.sizes({ signal })),
  );
  const pattern: KeptItem = {
    label: l10n.t('Files that fit a pattern…'),
    description: l10n.t('DOMAIN/PATH with * and **'),
    alwaysShow: true,
  };
  const items: readonly KeptItem[] = [
    pattern,
    ...apps.map((each) => {
      const { label, detail } = ownerWords(each, translate);
      const description = `${filesWords(each.files, app.reporter.locale)}, ${format.bytes(each.bytes)}`;
      return { label, description, detail, domains: each.domains.map(({ domain }) => domain) };
    }),
  ];
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('What should the smaller backup keep?'),
    placeHolder: l10n.t('Everything else is left out, and a record says what'),
    canPickMany: true,
    matchOnDetail: true,
  });
  if (chosen === undefined || chosen.length === 0) return undefined;
  const domains = chosen.flatMap((item) => item.domains ?? []);
  if (!chosen.includes(pattern)) return { domains };
  const glob = await window.showInputBox({
    title: l10n.t('Which files should the smaller backup keep?'),
    prompt: l10n.t('A pattern for the domain and the path. ** stands for any folders.'),
    placeHolder: EXAMPLE_PATTERN,
    ignoreFocusOut: true,
  });
  return glob === undefined || glob.trim() === '' ? undefined : { domains, globs: [glob.trim()] };
}

async function saySmaller(app: App, copy: ChangedCopy): Promise<void> {
  const { locale } = app.reporter;
  const leftOut = copy.leftOut.reduce((sum, { files }) => sum + files, 0);
  const words = [
    l10n.t('Smaller backup made: {files} kept, {leftOut} left out.', {
      files: filesWords(copy.files, locale),
      leftOut: filesWords(leftOut, locale),
    }),
    locale.translate(VERDICT_WORDS[copy.verdict].message, {}),
    l10n.t(
      'An iPhone with iOS 27 or later can delete everything in domains that a restored backup does not contain. Restore it only to a device whose data you can lose.',
    ),
  ].join(' ');
  const isFine = copy.verdict === 'partial' || copy.verdict === 'good';
  await (isFine ? app.reporter.inform(words, buttonsFor(app, copy)) : app.reporter.warn(words, buttonsFor(app, copy)));
}

async function sayChanged(app: App, copy: ChangedCopy): Promise<void> {
  const { locale } = app.reporter;
  const logs = copy.companions.map((path) =>
    l10n.t('“{path}” is still in the copy. If it is the log of the old database, SQLite lays it over the new one.', { path }),
  );
  const words = [l10n.t('The changed copy was made.'), locale.translate(VERDICT_WORDS[copy.verdict].message, {}), ...logs].join(' ');
  const isFine = logs.length === 0 && (copy.verdict === 'good' || copy.verdict === 'good-with-known-gaps');
  await (isFine ? app.reporter.inform(words, buttonsFor(app, copy)) : app.reporter.warn(words, buttonsFor(app, copy)));
}

function buttonsFor(app: App, { path }: ChangedCopy) {
  const browse = {
    title: l10n.t('Browse'),
    run: async () => {
      await addBackupFolder(join(path, '..'));
      await app.backups.scan();
      await commands.executeCommand(COMMANDS.openBrowser, path);
    },
  };
  return [browse, { title: l10n.t('Open Folder'), run: () => openFolder(join(path, '..')) }];
}
