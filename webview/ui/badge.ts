/** A quiet count beside a name. Not the toolkit's badge: that one sets a style attribute, which the content security policy forbids. */

export function badge(text: string): HTMLElement {
  const made = document.createElement('span');
  made.className = 'badge';
  made.textContent = text;
  return made;
}
