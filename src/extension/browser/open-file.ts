/** Opens a file of a backup in a real editor, to be read only: in which one is decided by its content. */
import { Uri, ViewColumn, commands, l10n } from 'vscode';
import { BackupError, previewFile, segmentToName, type BackupFile } from '../../backup/index.ts';
import { OPEN_WORDS, openChoices, type OpenAs } from '../../view/index.ts';
import type { App } from '../app.ts';
import { MOUNT_SCHEME } from '../mount/mount-address.ts';
import { viewAddress } from '../mount/view-documents.ts';
import { window } from '../plain-window.ts';

/** `here` and `beside` open it by its content; `with` asks for the editor. */
export type OpenHow = 'here' | 'beside' | 'with';

/** VS Code's own editors. */
const [TEXT_EDITOR, PICTURE_VIEW] = ['default', 'imagePreview.previewEditor'];

/** True if the page of the backup is to show it, filled by the file. @throws as `previewFile` */
export async function openFile(app: App, path: string, fileID: string, how: OpenHow): Promise<boolean> {
  const id = await app.mounts.mount(path);
  const { file, choices } = await app.mounts.use(id, async ({ backup }) => {
    const details = await backup.details(fileID);
    if (details === undefined) throw new BackupError('no-such-file', `no row ${fileID}`);
    const keys = app.unlocked.use(path);
    const options = { keys, length: 64, pictures: 'none', tree: { limit: 1, depth: 1 } } as const;
    return { file: details.file, choices: openChoices(await previewFile(backup, details.file, options)) };
  });
  const as = how === 'with' ? await askHow(app, file, choices) : choices[0];
  if (as === undefined) return false;
  if (as === 'page') return true;
  const column = how === 'beside' ? ViewColumn.Beside : ViewColumn.Active;
  const place = `/${[file.domain, ...file.relativePath.split('/')].map(segmentToName).join('/')}`;
  const address = Uri.from({ scheme: MOUNT_SCHEME, authority: id, path: place });
  switch (as) {
    case 'text':
      await commands.executeCommand('vscode.openWith', address, TEXT_EDITOR, column);
      break;
    case 'picture':
      await commands.executeCommand('vscode.openWith', address, PICTURE_VIEW, column);
      break;
    case 'values':
    case 'rows':
    case 'bytes':
      await commands.executeCommand('vscode.openWith', viewAddress(id, place, fileID, as), TEXT_EDITOR, column);
  }
  return false;
}

async function askHow(app: App, { relativePath }: BackupFile, choices: readonly OpenAs[]): Promise<OpenAs | undefined> {
  const { translate } = app.reporter.locale;
  const items = choices.map((as) => ({ label: translate(OPEN_WORDS[as], {}), as }));
  const name = relativePath.slice(relativePath.lastIndexOf('/') + 1);
  return (await window.showQuickPick(items, { title: l10n.t('Open {name} with what?', { name }) }))?.as;
}
