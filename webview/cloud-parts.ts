/** Parts that the sections of the pages about iCloud are made of. */
import type { CloudButton, CloudFact, CloudPageRequest } from '../src/view/index.ts';
import { element, type Child } from './element.ts';
import { button } from './ui/index.ts';

export type Send = (message: CloudPageRequest) => void;

/** A part of the page, drawn again when its data has changed. */
export interface Section {
  readonly key: string;
  readonly data: unknown;
  readonly make: () => HTMLElement;
}

export function section(title: string, ...children: readonly Child[]): HTMLElement {
  return element('section', {}, element('h2', {}, title), ...children);
}

export function factList(facts: readonly CloudFact[]): HTMLElement {
  const rows = facts.map(({ label, value, source }) =>
    element('div', { class: 'fact' }, element('dt', {}, label), element('dd', {}, value), element('dd', { class: 'quiet' }, source)),
  );
  return element('dl', { class: 'facts' }, ...rows);
}

export function buttonRow(buttons: readonly CloudButton[], send: Send): HTMLElement {
  const made = buttons.map(({ action, label }, at) => {
    const node = button({ label, look: at === 0 ? 'main' : 'other', onPress: () => send({ kind: 'do', action }) });
    node.dataset.key = `do ${action}`;
    return node;
  });
  return element('div', { class: 'buttons' }, ...made);
}
