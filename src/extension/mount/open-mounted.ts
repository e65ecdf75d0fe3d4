/** Opens a file of a mounted backup that may be no text: property lists and archives in binary form by their values, databases by their rows, the rest as it is. */
import { commands, type Uri } from 'vscode';
import { BackupError, previewFile, type Preview } from '../../backup/index.ts';
import type { App } from '../app.ts';
import { placeOf } from './mount-address.ts';
import { viewAddress } from './view-documents.ts';

/** VS Code's own editor. */
const TEXT_EDITOR = 'default';

/** @throws as `previewFile` */
export async function openMounted(app: App, address: Uri): Promise<void> {
  const { authority, path: place } = address;
  const path = app.mounts.pathOf(authority);
  const shown = await app.mounts.use(authority, async ({ backup, tree }) => {
    const file = (await tree.entry(placeOf(place)))?.file;
    if (file === undefined) throw new BackupError('no-such-file', `no file at ${place}`);
    if (file.kind !== 'file') return address;
    const keys = path === undefined ? undefined : app.unlocked.use(path);
    const form = formOf(await previewFile(backup, file, { keys, length: 64, pictures: 'none', tree: { limit: 1, depth: 1 } }));
    return form === undefined ? address : viewAddress(authority, place, file.fileID, form);
  });
  await commands.executeCommand('vscode.openWith', shown, TEXT_EDITOR);
}

/** Undefined for what an editor can show as it is. */
function formOf({ content }: Preview): 'values' | 'rows' | undefined {
  if (content.kind === 'sqlite') return 'rows';
  return content.kind === 'tree' && content.format === 'binary-plist' ? 'values' : undefined;
}
