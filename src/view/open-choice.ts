/** Which editor shows a file of a backup: decided by what its bytes are, never by its name. */
import type { Preview } from '../backup/index.ts';
import { phrase } from './phrase.ts';

/**
 * `text`: VS Code's editor on the file itself. `picture`: VS Code's own view of pictures. `values`: a text document made of a property list or archive.
 * `bytes`: a text document of its bytes. `rows`: a text document of the tables of a
 * database. `page`: the page of the backup, filled by the file.
 */
export type OpenAs = 'text' | 'picture' | 'values' | 'rows' | 'bytes' | 'page';

export const OPEN_WORDS: Readonly<Record<OpenAs, string>> = {
  text: phrase('Text Editor'),
  picture: phrase('Picture'),
  values: phrase('Values'),
  rows: phrase('Rows as Text'),
  bytes: phrase('Bytes'),
  page: phrase('Page of the Backup'),
};

/** What an editor of VS Code takes of a backup: see `readWhole` of the mount. */
const MOST_EDITOR_BYTES = 64 * 1024 * 1024;

/** The ways that make sense, the best first. */
export function openChoices({ type, bytes, content }: Pick<Preview, 'type' | 'bytes' | 'content'>): readonly OpenAs[] {
  const fits = bytes <= MOST_EDITOR_BYTES;
  const text: readonly OpenAs[] = fits ? ['text'] : [];
  switch (content.kind) {
    case 'empty':
      return ['text'];
    case 'text':
      return type === 'json' ? [...text, 'values', 'bytes', 'page'] : [...text, 'page', 'bytes'];
    case 'tree':
      return ['values', 'page', ...text, 'bytes'];
    case 'sqlite':
      return ['page', 'rows', 'bytes'];
    case 'image':
      return content.whyNotShown === undefined && fits ? ['picture', 'page', 'bytes'] : ['page', 'bytes'];
    case 'media':
      return ['page', 'bytes'];
    case 'hex':
      return ['bytes', 'page', ...text];
  }
}
