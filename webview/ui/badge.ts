/** A count in a small pill. */

export function badge(text: string): HTMLElement {
  const made = document.createElement('vscode-badge');
  made.textContent = text;
  return made;
}
