/** A one-line field for a search. */

export interface SearchFieldOptions {
  readonly label: string;
  readonly placeholder: string;
  readonly picture: SVGElement;
  readonly onInput: (text: string) => void;
}

export interface SearchField {
  readonly node: HTMLElement;
  text: string;
  focus(): void;
}

export function searchField({ label, placeholder, picture, onInput }: SearchFieldOptions): SearchField {
  const field = document.createElement('vscode-text-field') as HTMLElement & { value: string };
  field.setAttribute('aria-label', label);
  field.setAttribute('placeholder', placeholder);
  picture.setAttribute('slot', 'start');
  field.append(picture);
  field.addEventListener('input', () => onInput(field.value));
  return {
    node: field,
    get text() {
      return field.value;
    },
    set text(text) {
      field.value = text;
    },
    focus: () => field.focus(),
  };
}
