/** Which files are contracts, where something stands in them, and how their text is read and changed. */
import { Range, WorkspaceEdit, languages, workspace, type DocumentFilter, type TextDocument, type Uri } from 'vscode';
import type { ContractPlace } from '../../backup/index.ts';

export const CONTRACT_SUFFIX = '.backup-contract.yml';
export const CONTRACT_PATTERN = `**/*${CONTRACT_SUFFIX}`;
export const CONTRACTS: DocumentFilter = { pattern: CONTRACT_PATTERN };

/** Longer ones are not written by people. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Not older versions of it, which other extensions show beside. */
export function isContract(document: TextDocument): boolean {
  return languages.match(CONTRACTS, document) > 0 && (document.uri.scheme === 'untitled' || canBeTested(document.uri));
}

/** A file that can be changed and read again. */
export function canBeTested({ scheme }: Uri): boolean {
  return workspace.fs.isWritableFileSystem(scheme) === true;
}

export function rangeOf({ line, column, end }: ContractPlace): Range {
  return new Range(line - 1, column - 1, line - 1, Math.max(column, end - 1));
}

/** As it is in its editor, or else in its file. */
export async function textOfContract(uri: Uri): Promise<string> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  const bytes = await workspace.fs.readFile(uri);
  return bytes.length > MOST_BYTES ? '' : new TextDecoder().decode(bytes);
}

/** Replaces only what differs, so that the cursor and everything else stays where it is. */
export function editTo(document: TextDocument, wanted: string): WorkspaceEdit {
  const present = document.getText();
  let start = 0;
  while (start < Math.min(present.length, wanted.length) && present[start] === wanted[start]) start++;
  let [end, newEnd] = [present.length, wanted.length];
  while (end > start && newEnd > start && present[end - 1] === wanted[newEnd - 1]) [end, newEnd] = [end - 1, newEnd - 1];
  const edit = new WorkspaceEdit();
  const range = new Range(document.positionAt(start), document.positionAt(end));
  edit.replace(document.uri, range, wanted.slice(start, newEnd));
  return edit;
}
