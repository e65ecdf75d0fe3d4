/** The Backups view: whose backups there are, and below each owner the backups, newest first. */
import type { TreeDataProvider, TreeItem } from 'vscode';
import type { Disposable } from '../../base/index.ts';
import {
  backupItem,
  groupByOwner,
  missingFolderItem,
  ownerItem,
  type BackupOwner,
  type BackupState,
  type Locale,
} from '../../view/index.ts';
import { titleOf } from '../command-titles.ts';
import { COMMANDS } from '../ids.ts';
import { TreeChanges } from '../tree-changes.ts';
import { treeItemOf } from '../tree-rows.ts';
import { missingFolders } from './backup-folders.ts';
import type { BackupRegistry } from './backup-registry.ts';

export type BackupNode =
  | { readonly kind: 'owner'; readonly owner: BackupOwner }
  | { readonly kind: 'backup'; readonly path: string; readonly backup: BackupState }
  /** A folder of the settings that is not there. */
  | { readonly kind: 'folder'; readonly path: string };

export class BackupTree implements TreeDataProvider<BackupNode>, Disposable {
  readonly #backups: BackupRegistry;
  readonly #locale: Locale;
  readonly #language: string;
  readonly #changes = new TreeChanges<BackupNode>();
  readonly #listener: Disposable;

  readonly onDidChangeTreeData = this.#changes.event;

  constructor(backups: BackupRegistry, locale: Locale, language: string) {
    this.#backups = backups;
    this.#locale = locale;
    this.#language = language;
    this.#listener = backups.onDidChange(() => this.#changes.push());
  }

  getChildren(node?: BackupNode): BackupNode[] {
    if (node === undefined) {
      const missing = missingFolders(this.#backups.problems()).map((path): BackupNode => ({ kind: 'folder', path }));
      return [...missing, ...this.#owners().map((owner): BackupNode => ({ kind: 'owner', owner }))];
    }
    if (node.kind === 'folder') return [];
    return (node.kind === 'owner' ? node.owner.backups : this.#versionsOf(node)).map(nodeOf);
  }

  getTreeItem(node: BackupNode): TreeItem {
    if (node.kind === 'owner') return treeItemOf(ownerItem(node.owner, this.#locale), 'open');
    if (node.kind === 'folder') return treeItemOf(missingFolderItem(node.path, this.#locale), 'none');
    const item = treeItemOf(backupItem(node.backup, this.#locale), this.#versionsOf(node).length > 0 ? 'closed' : 'none');
    item.command = { command: COMMANDS.openBrowser, title: titleOf('openBrowser'), arguments: [node] };
    return item;
  }

  getParent(node: BackupNode): BackupNode | undefined {
    if (node.kind !== 'backup') return undefined;
    for (const owner of this.#owners()) {
      for (const backup of owner.backups) {
        if (backup.path === node.path) return { kind: 'owner', owner };
        if (backup.versions.some(({ path }) => path === node.path)) return nodeOf(backup);
      }
    }
    return undefined;
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changes.dispose();
  }

  #versionsOf({ path }: { readonly path: string }): readonly BackupState[] {
    return (
      this.#owners()
        .flatMap(({ backups }) => backups)
        .find((backup) => backup.path === path)?.versions ?? []
    );
  }

  #owners(): BackupOwner[] {
    return groupByOwner(this.#backups.backups(), this.#language);
  }
}

export function nodeOf(backup: BackupState): BackupNode & { readonly kind: 'backup' } {
  return { kind: 'backup', path: backup.path, backup };
}
