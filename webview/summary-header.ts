/** The head of the page: whose backup this is, when it was made, whether it can be read, and what its encryption means. */
import {
  phrase,
  productName,
  systemWithVersion,
  type BrowserSummary,
  type EncryptionFacts,
  type PageAction,
  type Locale,
} from '../src/view/index.ts';
import { element, fill } from './element.ts';
import { EncryptionPanel } from './encryption-panel.ts';
import { icon, type IconName } from './icons.ts';
import { button } from './ui/index.ts';

interface SummaryEvents {
  readonly act: (action: PageAction) => void;
  readonly encryption: () => Promise<EncryptionFacts>;
}

export class SummaryHeader {
  readonly node = element('header', { class: 'summary' });
  readonly #locale: Locale;
  readonly #act: (action: PageAction) => void;
  readonly #panel: EncryptionPanel;

  constructor(locale: Locale, { act, encryption }: SummaryEvents) {
    this.#locale = locale;
    this.#act = act;
    this.#panel = new EncryptionPanel(locale, { load: encryption, keychain: () => act('keychain') });
  }

  show(summary: BrowserSummary): void {
    const { translate } = this.#locale;
    const title = summary.deviceName ?? summary.udid ?? translate('Backup', {});
    const about = element('div', { class: 'summary-about' }, element('h1', {}, title), this.#facts(summary));
    const had = this.node.contains(document.activeElement) ? document.activeElement : undefined;
    fill(
      this.node,
      icon('device', 'summary-device'),
      about,
      this.#encryption(summary),
      element('div', { class: 'summary-actions' }, ...this.#actions(summary)),
      this.#panel.node,
      ...this.#notices(summary),
    );
    this.#panel.update(summary);
    if (had === this.#panel.toggle) this.#panel.toggle.focus();
  }

  #facts(summary: BrowserSummary): HTMLElement {
    const { productType, productVersion, buildVersion, date } = summary;
    const build = buildVersion === undefined ? '' : ` (${buildVersion})`;
    const facts = [
      productType === undefined ? undefined : productName(productType, this.#locale.translate),
      productVersion === undefined ? undefined : `${systemWithVersion(productType, productVersion)}${build}`,
      date === undefined ? undefined : this.#locale.format.dateTime(new Date(date)),
    ];
    const items = facts.filter((fact) => fact !== undefined).map((fact) => element('li', {}, fact));
    return element('ul', { class: 'facts', 'aria-label': this.#locale.translate('About this backup', {}) }, ...items);
  }

  #encryption(summary: BrowserSummary): HTMLElement {
    const { picture, words, about } = encryptionWords(summary);
    const { translate } = this.#locale;
    return element(
      'div',
      { class: 'encryption', 'data-encrypted': String(summary.encrypted) },
      element('div', { class: 'encryption-word' }, icon(picture), element('strong', {}, translate(words, {})), this.#panel.toggle),
      element('p', {}, translate(about, { minutes: summary.lockAfterMinutes })),
    );
  }

  #actions(summary: BrowserSummary): HTMLElement[] {
    const { translate } = this.#locale;
    const verify = button({ label: translate('Verify', {}), look: 'other', picture: icon('check'), onPress: () => this.#act('verify') });
    if (summary.encrypted !== true) return [verify];
    const lock =
      summary.readable === 'all'
        ? button({ label: translate('Lock', {}), look: 'other', picture: icon('lock'), onPress: () => this.#act('lock') })
        : button({ label: translate('Unlock…', {}), look: 'main', picture: icon('unlock'), onPress: () => this.#act('unlock') });
    return [lock, verify];
  }

  #notices(summary: BrowserSummary): HTMLElement[] {
    const { translate } = this.#locale;
    if (summary.running) return [notice('history', translate('A backup is running. You see the last good version.', {}))];
    if (summary.throughJournal) return [notice('history', translate('A later backup was interrupted. You see the last good version.', {}))];
    if (!summary.finished) return [notice('warning', translate('This backup was not finished. Back up again to complete it.', {}))];
    return [];
  }
}

function encryptionWords({ encrypted, readable, lockAfterMinutes }: BrowserSummary): { picture: IconName; words: string; about: string } {
  if (encrypted === undefined) {
    return {
      picture: 'question',
      words: phrase('Encryption unknown'),
      about: phrase('No file of this backup says whether it is encrypted.'),
    };
  }
  if (!encrypted) {
    return {
      picture: 'unlock',
      words: phrase('Not encrypted'),
      about: phrase('Left out by the device: saved passwords, Wi-Fi settings, Health, call history, website history.'),
    };
  }
  if (readable !== 'all') {
    return {
      picture: 'lock',
      words: phrase('Encrypted, locked'),
      about:
        readable === 'names'
          ? phrase('Names can be read, content only with the backup password.')
          : phrase('Names and content can be read only with the backup password.'),
    };
  }
  return {
    picture: 'unlock',
    words: phrase('Encrypted, unlocked'),
    about:
      lockAfterMinutes === 0
        ? phrase('It stays open until you lock it or close the window.')
        : phrase('Minutes of inactivity before it locks: {minutes}.'),
  };
}

function notice(picture: IconName, words: string): HTMLElement {
  return element('p', { class: 'notice', role: 'status' }, icon(picture), words);
}
