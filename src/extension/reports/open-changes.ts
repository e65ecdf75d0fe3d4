/** Opens a file of one or two backups as documents: as text, or made into text by what its bytes are; two of them in VS Code's own diff. */
import { Uri, commands, l10n, workspace } from 'vscode';
import { BackupError, previewFile, segmentToName, type BackupFile, type FileDifference } from '../../backup/index.ts';
import { openChoices, type OpenAs } from '../../view/index.ts';
import type { App } from '../app.ts';
import { MOUNT_SCHEME } from '../mount/mount-address.ts';
import { viewAddress } from '../mount/view-documents.ts';

type Names = Pick<FileDifference, 'domain' | 'relativePath'>;

/** In the place of what has no text. @throws as `previewFile` */
export async function openChanges(app: App, { domain, relativePath }: Names, paths: readonly [string, string]): Promise<void> {
  const [before, after] = [
    await documentOf(app, paths[0], { domain, relativePath }),
    await documentOf(app, paths[1], { domain, relativePath }),
  ];
  const name = relativePath.slice(relativePath.lastIndexOf('/') + 1);
  await commands.executeCommand('vscode.diff', before, after, l10n.t('{name} (before ↔ after)', { name }));
  await sayIfAlike(app, before, after);
}

export async function openOne(app: App, names: Names, path: string): Promise<void> {
  await commands.executeCommand('vscode.open', await documentOf(app, path, names));
}

/** A diff without a line that differs would say that nothing has changed. */
async function sayIfAlike(app: App, before: Uri, after: Uri): Promise<void> {
  const texts = await Promise.all([before, after].map(async (address) => (await workspace.openTextDocument(address)).getText()));
  if (texts[0] !== texts[1]) return;
  await app.reporter.inform(l10n.t('The text of both files is the same. What differs is in a part that is not shown as text.'));
}

async function documentOf(app: App, path: string, { domain, relativePath }: Names): Promise<Uri> {
  const id = await app.mounts.mount(path);
  return app.mounts.use(id, async ({ backup }) => {
    const file = await backup.get(domain, relativePath);
    if (file === undefined) throw new BackupError('no-such-file', `no file ${domain}/${relativePath}`);
    return addressOf(id, file, await formOf(app, path, backup, file));
  });
}

async function formOf(app: App, path: string, backup: Parameters<typeof previewFile>[0], file: BackupFile): Promise<OpenAs> {
  const options = { keys: app.unlocked.use(path), length: 64, pictures: 'none', tree: { limit: 1, depth: 1 } } as const;
  const preview = await previewFile(backup, file, options);
  if (preview.content.kind === 'sqlite') return 'rows';
  const [choice] = openChoices(preview).filter((as) => as !== 'page' && as !== 'picture');
  return choice ?? 'bytes';
}

function addressOf(id: string, { domain, relativePath, fileID }: BackupFile, as: OpenAs): Uri {
  const place = `/${[domain, ...relativePath.split('/')].map(segmentToName).join('/')}`;
  // A file that VS Code would hand to an editor of ours cannot stand in its diff.
  if (as === 'text' && !/\.(plist|db|sqlite|sqlite3|sqlitedb|storedata|archive)$/i.test(relativePath)) {
    return Uri.from({ scheme: MOUNT_SCHEME, authority: id, path: place });
  }
  return viewAddress(id, place, fileID, as === 'rows' || as === 'bytes' ? as : 'values');
}
