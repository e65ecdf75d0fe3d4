/** A choice of one among a few: the browser's own control, in the colors of the theme, which every screen reader knows. */

interface SelectOptions<Value extends string> {
  readonly label: string;
  readonly onChange: (value: Value) => void;
}

export interface Select<Value extends string> {
  readonly node: HTMLSelectElement;
  /** Other options, and which of them is chosen. */
  offer(options: readonly { readonly value: Value; readonly label: string }[], chosen: Value): void;
}

export function select<Value extends string>({ label, onChange }: SelectOptions<Value>): Select<Value> {
  const node = document.createElement('select');
  node.className = 'select';
  node.setAttribute('aria-label', label);
  node.addEventListener('change', () => onChange(node.value as Value));
  return {
    node,
    offer: (options, chosen) => {
      node.replaceChildren(
        ...options.map(({ value, label: words }) => {
          const option = document.createElement('option');
          option.value = value;
          option.textContent = words;
          return option;
        }),
      );
      node.value = chosen;
    },
  };
}
