/** What is known about the encryption of the backup, unfolded below the head: its key bag, its classes, and what only encryption brings. */
import { protectionWords, phrase, type BrowserSummary, type EncryptionFacts, type Locale } from '../src/view/index.ts';
import { classRows, type ClassKey, type ClassRow } from './class-rows.ts';
import { element, fill, setAttributes, type Child } from './element.ts';
import { icon, type IconName } from './icons.ts';
import { button } from './ui/index.ts';

/** Apple's own list of what a device leaves out of a backup that is not encrypted. */
export const ONLY_ENCRYPTED = [
  phrase('Saved passwords and accounts, also for another device'),
  phrase('Wi-Fi networks and their passwords'),
  phrase('Health and Apple Watch activity'),
  phrase('Call history'),
  phrase('Website history'),
];

export const KEY_WORDS: Readonly<Record<ClassKey, { picture: IconName; words: string }>> = {
  usable: { picture: 'unlock', words: phrase('unlocked') },
  locked: { picture: 'lock', words: phrase('locked') },
  'device-only': { picture: 'device', words: phrase('on the device only') },
  damaged: { picture: 'warning', words: phrase('damaged') },
  missing: { picture: 'missing', words: phrase('no key') },
};

interface EncryptionPanelEvents {
  readonly load: () => Promise<EncryptionFacts>;
  readonly keychain: () => void;
}

export class EncryptionPanel {
  /** Stands in the head. */
  readonly toggle: HTMLButtonElement;
  readonly node = element('section', { class: 'encryption-panel', id: 'encryption-panel', tabindex: 0, hidden: true });
  readonly #locale: Locale;
  readonly #events: EncryptionPanelEvents;
  #summary: BrowserSummary | undefined;

  constructor(locale: Locale, events: EncryptionPanelEvents) {
    this.#locale = locale;
    this.#events = events;
    const label = locale.translate('Encryption details', {});
    this.toggle = element('button', { class: 'disclosure', type: 'button', 'aria-expanded': 'false', 'aria-controls': this.node.id });
    this.toggle.append(icon('chevron'), label);
    this.toggle.addEventListener('click', () => this.#open(this.node.hidden !== false));
    this.node.setAttribute('aria-label', label);
    for (const part of [this.toggle, this.node]) part.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** The head shows another state of the backup; what is unfolded is read again. */
  update(summary: BrowserSummary): void {
    this.#summary = summary;
    if (!this.node.hidden) void this.#load();
  }

  #open(open: boolean): void {
    this.node.hidden = !open;
    setAttributes(this.toggle, { 'aria-expanded': String(open) });
    if (open) void this.#load();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.node.hidden !== false) return;
    event.stopPropagation();
    this.#open(false);
    this.toggle.focus();
  }

  async #load(): Promise<void> {
    const summary = this.#summary;
    if (this.node.childElementCount === 0) fill(this.node, this.#hint(phrase('Reading…')));
    try {
      const facts = await this.#events.load();
      if (summary === this.#summary) this.#show(facts);
    } catch (error) {
      fill(this.node, element('p', { role: 'alert' }, icon('warning'), error instanceof Error ? error.message : String(error)));
    }
  }

  #show(facts: EncryptionFacts): void {
    fill(this.node, this.#keybag(facts), this.#classes(facts), this.#difference(facts));
  }

  #keybag({ encrypted, catalogueEncrypted, keybag }: EncryptionFacts): HTMLElement {
    const { format, translate } = this.#locale;
    const { first, second } = keybag?.rounds ?? {};
    const rounds = [first, second].filter((count) => count !== undefined).map((count) => format.count(count));
    const facts: (readonly [string, Child])[] = [
      [translate('Content of files', {}), translate(encrypted === true ? phrase('encrypted') : phrase('in the clear'), {})],
      [translate('List of files', {}), translate(catalogueEncrypted ? phrase('encrypted') : phrase('in the clear'), {})],
    ];
    if (keybag !== undefined) {
      facts.push(
        [translate('Keybag', {}), translate('version {version}', { version: keybag.version })],
        [translate('Identifier', {}), element('code', { title: keybag.uuid }, keybag.uuid.slice(0, 8))],
        [translate('Key derivation rounds', {}), rounds.join(' + ')],
      );
    }
    const list = element('dl', {}, ...facts.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, value)]));
    const remark =
      keybag === undefined
        ? this.#hint(phrase('The keybag cannot be read. Without it, no password opens anything.'))
        : encrypted === true
          ? undefined
          : this.#hint(phrase('A backup that is not encrypted has a keybag too. It protects nothing.'));
    return this.#part(phrase('Keys'), list, remark, encrypted === true ? this.#keychainButton() : undefined);
  }

  #keychainButton(): HTMLElement {
    const label = this.#locale.translate('Show Keychain…', {});
    return element('div', { class: 'panel-actions' }, button({ label, look: 'other', onPress: this.#events.keychain }));
  }

  #classes(facts: EncryptionFacts): HTMLElement {
    const { translate } = this.#locale;
    const head = [phrase('Class'), phrase('Readable on the device'), phrase('Files'), phrase('Key')];
    const table = element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...head.map((words) => element('th', { scope: 'col' }, translate(words, {}))))),
      element('tbody', {}, ...classRows(facts).map((row) => this.#classRow(row))),
    );
    const unknown =
      facts.filesByClass === undefined
        ? this.#hint(phrase('How many files each class has is known once the backup is unlocked.'))
        : undefined;
    return this.#part(phrase('Protection classes'), table, unknown);
  }

  #classRow({ protectionClass, files, key }: ClassRow): HTMLElement {
    const { format, translate } = this.#locale;
    const words = protectionWords(protectionClass);
    const state = key === undefined ? undefined : KEY_WORDS[key];
    return element(
      'tr',
      { 'data-key': key },
      element('th', { scope: 'row' }, String(protectionClass)),
      element('td', {}, words === undefined ? '' : translate(words, {})),
      element('td', { class: 'count' }, files === undefined ? '–' : format.count(files)),
      element('td', {}, ...(state === undefined ? ['–'] : [icon(state.picture), translate(state.words, {})])),
    );
  }

  #difference({ encrypted }: EncryptionFacts): HTMLElement {
    const { translate } = this.#locale;
    const title = encrypted === true ? phrase('Included because it is encrypted') : phrase('Missing because it is not encrypted');
    const picture: IconName = encrypted === true ? 'check' : 'missing';
    const items = ONLY_ENCRYPTED.map((words) => element('li', {}, icon(picture), translate(words, {})));
    const remark =
      encrypted === true
        ? undefined
        : this.#hint(
            phrase('To keep them, encrypt the backups of this device (for example in Finder or Apple Devices), then back up again.'),
          );
    return this.#part(title, element('ul', { 'data-in': String(encrypted === true) }, ...items), remark);
  }

  #part(title: string, ...children: Child[]): HTMLElement {
    return element('div', { class: 'panel-part' }, element('h2', {}, this.#locale.translate(title, {})), ...children);
  }

  #hint(words: string): HTMLElement {
    return element('p', { class: 'panel-hint' }, this.#locale.translate(words, {}));
  }
}
