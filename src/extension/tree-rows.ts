/** Rows of `view` as tree items of VS Code. */
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { withoutMarkup, type DeviceFact, type TreeItemView } from '../view/index.ts';

export function treeItemOf(row: TreeItemView, children: 'none' | 'open' | 'closed'): TreeItem {
  const item = factItemOf(row);
  item.collapsibleState = STATES[children];
  return item;
}

export function factItemOf(row: DeviceFact): TreeItem {
  const item = new TreeItem(withoutMarkup(row.label));
  item.id = row.id;
  item.description = withoutMarkup(row.description);
  item.contextValue = row.contextValue;
  item.iconPath = row.iconColor === undefined ? new ThemeIcon(row.icon) : new ThemeIcon(row.icon, new ThemeColor(row.iconColor));
  // A plain string: no markup in it is understood.
  if (row.tooltip !== undefined) item.tooltip = withoutMarkup(row.tooltip.join('\n'));
  item.accessibilityInformation = { label: row.accessibleLabel };
  return item;
}

const STATES = {
  none: TreeItemCollapsibleState.None,
  open: TreeItemCollapsibleState.Expanded,
  closed: TreeItemCollapsibleState.Collapsed,
} as const;
