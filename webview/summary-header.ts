/** The head of the page: whose backup this is, when it was made, and what its encryption means for what is in it. */
import { phrase, productName, systemName, type BrowserSummary, type PageAction, type Reader } from '../src/view/index.ts';
import { element, fill } from './element.ts';
import { icon, type IconName } from './icons.ts';
import { button } from './ui/index.ts';

export class SummaryHeader {
  readonly node = element('header', { class: 'summary' });
  readonly #reader: Reader;
  readonly #act: (action: PageAction) => void;

  constructor(reader: Reader, act: (action: PageAction) => void) {
    this.#reader = reader;
    this.#act = act;
  }

  show(summary: BrowserSummary): void {
    const { translate } = this.#reader;
    const title = summary.deviceName ?? summary.udid ?? translate('Backup', {});
    const about = element('div', { class: 'summary-about' }, element('h1', { title: summary.path }, title), this.#facts(summary));
    const verify = button({ label: translate('Verify', {}), look: 'other', picture: icon('check'), onPress: () => this.#act('verify') });
    fill(this.node, icon('device', 'summary-device'), about, this.#encryption(summary), verify, ...this.#notices(summary));
  }

  #facts(summary: BrowserSummary): HTMLElement {
    const { productType, productVersion, buildVersion, date } = summary;
    const build = buildVersion === undefined ? '' : ` (${buildVersion})`;
    const facts = [
      productType === undefined ? undefined : productName(productType),
      productVersion === undefined ? undefined : `${systemName(productType, productVersion)} ${productVersion}${build}`,
      date === undefined ? undefined : this.#reader.format.dateTime(new Date(date)),
    ];
    const items = facts.filter((fact) => fact !== undefined).map((fact) => element('li', {}, fact));
    return element('ul', { class: 'facts', 'aria-label': this.#reader.translate('About this backup', {}) }, ...items);
  }

  #encryption({ encrypted }: BrowserSummary): HTMLElement {
    const { picture, words, about } = encryptionWords(encrypted);
    const { translate } = this.#reader;
    return element(
      'div',
      { class: 'encryption', 'data-encrypted': String(encrypted) },
      element('div', { class: 'encryption-word' }, icon(picture), element('strong', {}, translate(words, {}))),
      element('p', {}, translate(about, {})),
    );
  }

  #notices(summary: BrowserSummary): HTMLElement[] {
    const { translate } = this.#reader;
    if (summary.running) return [notice('history', translate('A backup is running. You see the last good version.', {}))];
    if (summary.throughJournal) return [notice('history', translate('A later backup was cut off. You see the last good version.', {}))];
    if (!summary.finished) return [notice('warning', translate('This backup was not finished. Back up again to complete it.', {}))];
    return [];
  }
}

function encryptionWords(encrypted: boolean | undefined): { picture: IconName; words: string; about: string } {
  if (encrypted === undefined) {
    return {
      picture: 'question',
      words: phrase('Encryption unknown'),
      about: phrase('No file of this backup says whether it is encrypted.'),
    };
  }
  return encrypted
    ? {
        picture: 'lock',
        words: phrase('Encrypted, locked'),
        about: phrase('Names and content can be read only with the backup password.'),
      }
    : {
        picture: 'unlock',
        words: phrase('Not encrypted'),
        about: phrase('Left out by the device: saved passwords, Wi-Fi settings, Health, call history, website history.'),
      };
}

function notice(picture: IconName, words: string): HTMLElement {
  return element('p', { class: 'notice', role: 'status' }, icon(picture), words);
}
