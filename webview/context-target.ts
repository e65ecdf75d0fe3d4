/** Tells VS Code what a right click in the page is about; the menu and its commands are its own. */
import type { PageTarget } from '../src/view/index.ts';

/** Undefined takes the menu away again. */
export function setContextTarget(node: HTMLElement, target: PageTarget | undefined): void {
  // Cut, Copy and Paste make no sense on a row.
  if (target === undefined) delete node.dataset.vscodeContext;
  else node.dataset.vscodeContext = JSON.stringify({ ...target, preventDefaultContextMenuItems: true });
}
