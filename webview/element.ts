/** Makes DOM elements from data: attributes and text only, never markup. */

export type Child = Node | string | undefined;

/** Attributes by name; `undefined` and `false` leave one out, `true` sets it empty. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  append(made, children);
  return made;
}

/** Sets, changes and removes attributes of an element that is reused. */
export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) target.removeAttribute(name);
    else target.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Puts `children` in place of whatever was there. */
export function fill(target: Element, ...children: readonly Child[]): void {
  target.replaceChildren();
  append(target, children);
}

function append(target: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== undefined) target.append(child);
  }
}
