/** Rows of a list as text for the clipboard: a table that a spreadsheet takes, JSON, or names alone. */
import type { BackupFile } from '../backup/index.ts';
import type { CopyForm } from './file-list-messages.ts';
import { phrase, type Translate } from './phrase.ts';

type CopiedFile = Pick<BackupFile, 'fileID' | 'domain' | 'relativePath' | 'kind' | 'size' | 'modified' | 'protectionClass' | 'unreadable'>;

const HEAD = [
  phrase('Domain'),
  phrase('Path'),
  phrase('Kind'),
  phrase('Size'),
  phrase('Modified'),
  phrase('Protection class'),
  phrase('File ID'),
];

/** A path is `domain/path`; what a record does not say is left out. Exact numbers and ISO dates, for programs to read. */
export function copiedRows(files: readonly CopiedFile[], as: CopyForm, translate: Translate): string {
  switch (as) {
    case 'paths':
      return files.map(({ domain, relativePath }) => `${domain}/${relativePath}`).join('\n');
    case 'ids':
      return files.map(({ fileID }) => fileID).join('\n');
    case 'json':
      return `${JSON.stringify(files.map(plain), null, 2)}\n`;
    case 'rows':
      return [HEAD.map((words) => translate(words, {})), ...files.map(cells)].map((row) => `${row.join('\t')}\n`).join('');
  }
}

function plain(file: CopiedFile): object {
  const { fileID, domain, relativePath, kind, size, modified, protectionClass } = file;
  const known = file.unreadable === true ? {} : { ...(kind === 'file' ? { size } : {}), modified, protectionClass };
  return { domain, relativePath, kind, ...known, fileID };
}

function cells(file: CopiedFile): string[] {
  const { fileID, domain, relativePath, kind, size, modified, protectionClass } = file;
  const isKnown = file.unreadable !== true;
  return [
    cell(domain),
    cell(relativePath),
    kind,
    isKnown && kind === 'file' ? String(size) : '',
    isKnown ? (modified ?? '') : '',
    isKnown ? String(protectionClass) : '',
    fileID,
  ];
}

/** A name with a tab or a line break is one cell all the same. */
function cell(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
