/** The row of a tree on which a key is pressed. */
import { commands, type TreeView } from 'vscode';

/**
 * VS Code tells which rows are selected, not which one has the focus, and the arrow keys move only that. So the selection of the row that has the
 * focus is turned over, and what has changed is that row. It is selected afterwards: what is done next is seen to be about it.
 */
export async function focusedRow<Node extends object>(view: TreeView<Node>): Promise<Node | undefined> {
  const before = view.selection;
  await commands.executeCommand('list.toggleSelection');
  const after = view.selection;
  const turned = lackedBy(before, after) ?? lackedBy(after, before);
  // No row has the focus.
  if (turned === undefined) return before[0];
  await view.reveal(turned, { select: true, focus: true });
  return turned;
}

/** What stands in `nodes` and not among the others. Rows are plain data, and a refresh makes them anew. */
function lackedBy<Node extends object>(others: readonly Node[], nodes: readonly Node[]): Node | undefined {
  const known = new Set(others.map((node) => JSON.stringify(node)));
  return nodes.find((node) => !known.has(JSON.stringify(node)));
}
