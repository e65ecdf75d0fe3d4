/** A one-line field for a search. */

interface SearchFieldOptions {
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
  field.setAttribute('placeholder', placeholder);
  picture.setAttribute('slot', 'start');
  // The toolkit names the field after its text, and shows it as a label above; the style sheet hides that from eyes only.
  field.append(picture, label);
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
