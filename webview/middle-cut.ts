/** A name that loses its middle where there is no room for all of it: beginning and end stay, for names often differ in their ends. */
import { element } from './element.ts';
import { splitForCut } from './split-for-cut.ts';

export function middleCut(text: string, className: string): HTMLElement {
  const [head, tail] = splitForCut(text);
  if (tail === '') return element('span', { class: className }, text);
  return element(
    'span',
    { class: `${className} cut` },
    element('span', { class: 'cut-head' }, head),
    element('span', { class: 'cut-tail' }, tail),
  );
}
