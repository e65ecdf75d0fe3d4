/** Open, Open to the Side and Open With… of a file in the list of a page. */
import { checkedPageTarget } from '../../view/index.ts';
import type { App } from '../app.ts';
import { openFile, type OpenHow } from '../browser/open-file.ts';

/** From the context menu of a page: the file that was clicked, of the backup whose page is in front. */
export async function openClickedFile(app: App, target: unknown, how: OpenHow): Promise<void> {
  const clicked = checkedPageTarget(target);
  const path = app.browsers.activePath();
  if (clicked?.webviewSection !== 'file' || path === undefined) return;
  if (await openFile(app, path, clicked.fileID, how)) app.browsers.fill(path, clicked.fileID);
}
