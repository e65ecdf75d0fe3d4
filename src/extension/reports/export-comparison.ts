/** Export… of a comparison: asks where to, compares the rows of the databases that changed, and writes text, JSON or Markdown. */
import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Uri, l10n, workspace } from 'vscode';
import { BackupError, compareChangedDatabases, type BackupDifference } from '../../backup/index.ts';
import { compareReportText } from '../../report/index.ts';
import type { App } from '../app.ts';
import { withJobNotification } from '../job-notification.ts';
import { openFolder } from '../open-folder.ts';
import { window } from '../plain-window.ts';

const FORMATS = { md: 'md', json: 'json', txt: 'text' } as const;

export async function exportComparison(app: App, difference: BackupDifference, paths: readonly [string, string]): Promise<void> {
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(join(defaultFolder(), 'comparison.md')),
    filters: { Markdown: ['md'], JSON: ['json'], [l10n.t('Text')]: ['txt'] },
    title: l10n.t('Export Comparison'),
  });
  if (target === undefined) return;
  if (target.scheme !== 'file') {
    throw new BackupError('folder-missing', `${target.scheme} is not a folder on this computer`, { data: { path: target.path } });
  }
  const ending = target.fsPath.slice(target.fsPath.lastIndexOf('.') + 1).toLowerCase();
  const format = Object.hasOwn(FORMATS, ending) ? FORMATS[ending as keyof typeof FORMATS] : 'text';
  const text = await withJobNotification(l10n.t('Comparing the rows of databases'), app.reporter.locale, async (signal, onProgress) => {
    const ids = await Promise.all(paths.map((path) => app.mounts.mount(path)));
    const { databases, omitted } = await app.mounts.use(ids[0] ?? '', ({ backup: before }) =>
      app.mounts.use(ids[1] ?? '', ({ backup: after }) =>
        compareChangedDatabases(
          difference,
          { backup: before, keys: app.unlocked.use(paths[0]) },
          { backup: after, keys: app.unlocked.use(paths[1]) },
          { signal, onProgress },
        ),
      ),
    );
    return compareReportText({ ...difference, databases, omittedDatabases: omitted }, format);
  });
  await writeFile(target.fsPath, text);
  const open = { title: l10n.t('Open Folder'), run: () => openFolder(join(target.fsPath, '..')) };
  void app.reporter.inform(l10n.t('The comparison was saved.'), [open]);
}

function defaultFolder(): string {
  const [folder] = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return folder?.uri.fsPath ?? homedir();
}
