/** One row of the list of domains: a heading, or a domain with its count; made once, then filled with another entry whenever it is reused. */
import { GROUP_WORDS, type DomainGroup, type Locale } from '../src/view/index.ts';
import { setContextTarget } from './context-target.ts';
import type { DomainListEntry } from './domain-entries.ts';
import { element, fill, setAttributes } from './element.ts';
import { icon, type IconName } from './icons.ts';
import { middleCut } from './middle-cut.ts';
import { badge } from './ui/index.ts';

const GROUP_ICONS: Readonly<Record<DomainGroup, IconName>> = { app: 'app', group: 'group', plugin: 'plugin', system: 'system' };

/** Pictures of apps by bundle id, in base64; the same for all rows. */
export type AppIcons = Readonly<Record<string, string>>;

export class DomainRowElement {
  readonly node = element('div');
  readonly #locale: Locale;
  readonly #icons: () => AppIcons;
  #shown: DomainListEntry | undefined;
  index = -1;

  constructor(locale: Locale, icons: () => AppIcons) {
    this.#locale = locale;
    this.#icons = icons;
  }

  /** `place` and `total` count what can be chosen. */
  show(index: number, entry: DomainListEntry, options: { active: boolean; place: number; total: number }): void {
    this.index = index;
    const isHeading = entry.kind === 'heading';
    setAttributes(this.node, {
      id: domainRowId(index),
      class: isHeading ? 'domain-section' : 'domain',
      role: isHeading ? 'presentation' : 'option',
      'aria-selected': isHeading ? undefined : String(options.active),
      'aria-posinset': isHeading ? undefined : options.place,
      'aria-setsize': isHeading ? undefined : options.total,
    });
    if (entry === this.#shown) return;
    this.#shown = entry;
    this.#fill(entry);
  }

  #fill(entry: DomainListEntry): void {
    const { translate } = this.#locale;
    if (entry.kind === 'heading') {
      this.node.removeAttribute('title');
      setContextTarget(this.node, undefined);
      fill(this.node, translate(GROUP_WORDS[entry.group], {}));
      return;
    }
    const label = entry.kind === 'all' ? translate('All domains', {}) : entry.label;
    const meaning = entry.kind === 'all' || entry.meaning === undefined ? undefined : translate(entry.meaning, {});
    const name = element('span', { class: 'domain-name' }, middleCut(label, 'domain-label'));
    if (meaning !== undefined) name.append(element('span', { class: 'domain-meaning' }, meaning));
    fill(this.node, this.#picture(entry), name, badge(this.#locale.format.count(entry.items)));
    this.node.title = entry.kind === 'all' ? label : entry.domain;
    setContextTarget(
      this.node,
      entry.kind === 'all' || entry.key !== undefined ? undefined : { webviewSection: 'domain', name: entry.domain },
    );
  }

  /** The list knows an app by its domain or its bundle id. */
  #picture(entry: Exclude<DomainListEntry, { kind: 'heading' }>): Element {
    if (entry.kind === 'all') return icon('all');
    const id = entry.key === undefined ? entry.domain.replace(/^AppDomain-/, '') : entry.domain;
    const picture = entry.group === 'app' && Object.hasOwn(this.#icons(), id) ? this.#icons()[id] : undefined;
    if (picture === undefined) return icon(GROUP_ICONS[entry.group]);
    return element('img', { class: 'icon app-icon', alt: '', src: `data:image/png;base64,${picture}` });
  }
}

export function domainRowId(index: number): string {
  return `domain-${String(index)}`;
}
