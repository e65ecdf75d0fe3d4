/** Shows the pages of help that are shipped with the extension, as VS Code renders Markdown. */
import { Uri, commands, env, workspace } from 'vscode';
import { window } from '../plain-window.ts';

const FOLDER = ['webview', 'assets', 'help'];

/** Names of pages are made of these; nothing else leads out of the folder. */
const NAME = /^[\w-]+$/;

export class HelpPages {
  readonly #folder: Uri;

  constructor(extension: Uri) {
    this.#folder = Uri.joinPath(extension, ...FOLDER, env.language.startsWith('de') ? 'de' : 'en');
  }

  /** False when there is no such page. */
  async show(name: string): Promise<boolean> {
    const page = NAME.test(name) ? Uri.joinPath(this.#folder, `${name}.md`) : undefined;
    if (page === undefined || !(await exists(page))) return false;
    try {
      await commands.executeCommand('markdown.showPreview', page);
    } catch {
      // Somebody has switched off VS Code's own extension for Markdown.
      await window.showTextDocument(page, { preview: true });
    }
    return true;
  }
}

async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
