/** What the context menu of a page copies: paths, fileIDs, whole rows, or one cell, of the rows that are selected or of the one that was clicked. */
import { env } from 'vscode';
import { checkedPageTarget, type CellName, type CopyForm, type PageTarget } from '../../view/index.ts';
import type { BackupFile } from '../../backup/index.ts';
import type { App } from '../app.ts';

/** `domain/path` of files, or the name of a domain. */
export async function copyPath(app: App, target?: unknown): Promise<void> {
  const clicked = checkedPageTarget(target);
  if (clicked?.webviewSection === 'domain') await env.clipboard.writeText(clicked.name);
  else await copyRows(app, target, 'paths');
}

export async function copyRows(app: App, target: unknown, as: CopyForm): Promise<void> {
  const clicked = clickedFile(target);
  const path = app.browsers.activePath();
  if (clicked === undefined || path === undefined) return;
  const selected = clicked.selected === true ? app.browsers.selectedIn(path) : undefined;
  if (selected !== undefined) await app.browsers.copy(path, selected, as);
  else if (as === 'paths') await env.clipboard.writeText(clicked.name);
  else if (as === 'ids') await env.clipboard.writeText(clicked.fileID);
  else await app.browsers.copyFile(path, clicked.fileID, as);
}

/** The exact value of the cell that was clicked; of the path, if the menu was opened by a key. */
export async function copyCell(app: App, target?: unknown): Promise<void> {
  const clicked = clickedFile(target);
  const path = app.browsers.activePath();
  const file = clicked === undefined || path === undefined ? undefined : await app.browsers.fileIn(path, clicked.fileID);
  if (file !== undefined) await env.clipboard.writeText(CELLS[clicked?.column ?? 'path'](file));
}

const CELLS: Readonly<Record<CellName, (file: BackupFile) => string>> = {
  path: ({ relativePath }) => relativePath,
  domain: ({ domain }) => domain,
  size: ({ size }) => String(size),
  modified: ({ modified }) => modified ?? '',
  class: ({ protectionClass }) => String(protectionClass),
};

function clickedFile(target: unknown): (PageTarget & { readonly webviewSection: 'file' }) | undefined {
  const clicked = checkedPageTarget(target);
  return clicked?.webviewSection === 'file' ? clicked : undefined;
}
