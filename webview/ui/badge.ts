/** A count in a small pill. Not the toolkit's: that one sets a style attribute, which the content security policy forbids. */

export function badge(text: string): HTMLElement {
  const made = document.createElement('span');
  made.className = 'badge';
  made.textContent = text;
  return made;
}
