/** One row of a tree as plain data, and the grammar of its context value. */

export interface TreeItemView {
  /** Stable over refreshes, so that the selection survives. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** The id of a product icon. */
  readonly icon: string;
  /** The id of a theme colour, only beside words that say the same. */
  readonly iconColor?: string;
  /** Kind, then its flags in alphabetical order: `device+paired+usb`; menus match `/^device\b.*\+paired\b/`. */
  readonly contextValue: string;
  /** Lines of plain text; untrusted, so to be escaped where markup is understood. */
  readonly tooltip: readonly string[];
  /** The whole row as one sentence for a screen reader. */
  readonly accessibleLabel: string;
}

type ItemKind = 'device' | 'fact' | 'owner' | 'backup' | 'folder';

export function contextValue(kind: ItemKind, flags: Readonly<Record<string, boolean | undefined>>): string {
  const set = Object.keys(flags).filter((flag) => flags[flag] === true);
  return [kind, ...set.sort()].join('+');
}

/** Joins what there is of a description. */
export function joined(parts: readonly (string | undefined)[], separator = ' · '): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}
