/**
 * The extensions of VS Code that ours meets, out of a hundred that come with it. Every window reads all that are there, and some (git, the one for chat)
 * run in each; `npm start`, which the suite `ui` tries as well, keeps all of them.
 */

import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeServerInstallation } from './code-server-install.ts';

const MET = [
  // What our files and results look like in editors: languages, pictures, pages of help.
  ...[
    'configuration-editing',
    'diff',
    'json',
    'log',
    'markdown-basics',
    'markdown-language-features',
    'media-preview',
    'sql',
    'xml',
    'yaml',
  ],
  // Where results are found.
  ...['references-view', 'search-result'],
  // Colors and icons of the themes that our pages are looked at in.
  ...['theme-defaults', 'theme-seti'],
];

/** A folder with links to them. */
export async function fewBuiltIn({ entry }: CodeServerInstallation, parent: string): Promise<string> {
  const all = join(entry, '..', '..', '..', 'lib', 'vscode', 'extensions');
  const folder = join(parent, 'built-in');
  await mkdir(folder);
  await Promise.all(MET.map((name) => symlink(join(all, name), join(folder, name))));
  return folder;
}
