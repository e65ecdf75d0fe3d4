/** Salvage Backup: writes a repaired backup with everything that can be recovered into another folder, and says what is lost. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { commands, l10n } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import { salvageBackup as salvage, unlockForSalvage, type SalvageKeys, type SalvageReport } from '../../backup/index.ts';
import { LOSS_WORDS, VERDICT_WORDS, filesWords, isGoodVerdict } from '../../view/index.ts';
import type { App } from '../app.ts';
import { askForFolder } from '../backups/backup-folders.ts';
import { withPasswordOf } from '../backups/password-for.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { COMMANDS } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';
import { openFolder } from '../open-folder.ts';
import { addBackupFolder } from '../settings.ts';

export async function salvageBackup(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, {
    orPage: true,
    title: l10n.t('Salvage which backup?'),
    suits: ({ job }) => job === undefined,
  });
  if (path === undefined) return;
  const folder = await askForFolder(l10n.t('Where should the repaired backup go?'), l10n.t('Salvage Here'));
  if (folder === undefined) return;
  const title = l10n.t('Salvage the backup of {name}', { name: app.backups.nameOf(path) });
  const salvaged = await withPasswordOf(app, path, title, (password) =>
    salvageInto(app, path, freshFolder(folder, basename(path)), password),
  );
  // Said without waiting for an answer: the command has ended.
  if (salvaged !== undefined) void sayResult(app, salvaged.result);
}

/** A folder that is not there yet. */
function freshFolder(folder: string, name: string): string {
  for (let count = 1; ; count++) {
    const path = join(folder, count === 1 ? `${name}-salvaged` : `${name}-salvaged-${String(count)}`);
    if (!existsSync(path)) return path;
  }
}

async function salvageInto(app: App, path: string, target: string, password: string | undefined): Promise<SalvageReport> {
  return withJobNotification(l10n.t('Salvaging the backup'), app.reporter.locale, async (signal, onProgress) => {
    await using keys = password === undefined ? undefined : await keysFor(path, password, { signal, onProgress });
    return await salvage(path, { target, signal, onProgress, ...(keys === undefined ? {} : { keys }) });
  });
}

/** Undefined where no keybag is left: then no password helps, and what is not encrypted can still be had. */
async function keysFor(path: string, password: string, options: Parameters<typeof unlockForSalvage>[2]): Promise<SalvageKeys | undefined> {
  try {
    return await unlockForSalvage(path, password, options);
  } catch (error) {
    if (isCodedError(error, 'keybag-missing') || isCodedError(error, 'not-encrypted')) return undefined;
    throw error;
  }
}

async function sayResult(app: App, { counts, losses, verdict, repaired, target }: SalvageReport): Promise<void> {
  const { locale } = app.reporter;
  const { translate } = locale;
  const recovered = counts.proven + counts.consistent + counts.assumed;
  const lost = losses.map(({ code, files }) => {
    const words = translate(LOSS_WORDS[code], {});
    return files === 0 ? `${words}.` : `${words}: ${filesWords(files, locale)}.`;
  });
  const open = { title: l10n.t('Open Folder'), run: () => openFolder(target) };
  if (repaired === null || verdict === null) {
    await app.reporter.warn([l10n.t('No backup could be made of what was recovered.'), ...lost].join(' '), [open]);
    return;
  }
  const browse = {
    title: l10n.t('Browse'),
    run: async () => {
      await addBackupFolder(target);
      await app.backups.scan();
      await commands.executeCommand(COMMANDS.openBrowser, repaired);
    },
  };
  const words = [
    l10n.t('Backup salvaged: {files} recovered.', { files: filesWords(recovered, locale) }),
    translate(VERDICT_WORDS[verdict].message, {}),
    ...lost,
  ].join(' ');
  const isWhole = losses.length === 0 && isGoodVerdict(verdict);
  if (isWhole) await app.reporter.inform(words, [browse, open]);
  else await app.reporter.warn(words, [browse, open]);
}
