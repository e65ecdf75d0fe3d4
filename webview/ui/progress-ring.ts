/** A ring that turns while something is awaited; the words beside it say what. */

export function progressRing(): HTMLElement {
  const made = document.createElement('vscode-progress-ring');
  made.setAttribute('aria-hidden', 'true');
  return made;
}
