/** A button: the one main action of a place, another action, or a small picture with a name. */

interface ButtonOptions {
  readonly label: string;
  readonly look: 'main' | 'other' | 'icon';
  /** Stands before the label; alone when the look is `icon`, and the label is then spoken only. */
  readonly picture?: SVGElement;
  readonly onPress: () => void;
}

const APPEARANCE = { main: 'primary', other: 'secondary', icon: 'icon' } as const;

export function button({ label, look, picture, onPress }: ButtonOptions): HTMLElement {
  const made = document.createElement('vscode-button');
  made.setAttribute('appearance', APPEARANCE[look]);
  if (picture !== undefined) {
    if (look !== 'icon') picture.setAttribute('slot', 'start');
    made.append(picture);
  }
  if (look === 'icon') {
    made.setAttribute('aria-label', label);
    made.setAttribute('title', label);
  } else made.append(label);
  made.addEventListener('click', onPress);
  return made;
}
