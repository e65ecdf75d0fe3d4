/** Everything known about one file: its record, where its bytes stand, and whether they are all there. */
import { checkWords, formatMode, phrase, protectionWords, type FileDetails, type PayloadState, type Locale } from '../src/view/index.ts';
import { element, fill } from './element.ts';
import { icon, type IconName } from './icons.ts';
import { button } from './ui/index.ts';

const PAYLOADS: Readonly<Record<PayloadState, { picture: IconName; words: string }>> = {
  present: { picture: 'check', words: phrase('Content is in the backup') },
  differs: { picture: 'warning', words: phrase('Content is in the backup, with another size than recorded') },
  missing: { picture: 'missing', words: phrase('Content is missing from the backup') },
  none: { picture: 'directory', words: phrase('Has no content of its own') },
};

const KINDS: Readonly<Record<FileDetails['kind'], string>> = {
  file: phrase('File'),
  directory: phrase('Folder'),
  symlink: phrase('Symbolic link'),
};

/** One line of the pane; nothing is shown for what is not known. */
interface Fact {
  readonly term: string;
  readonly value: string | undefined;
  readonly kind?: 'text' | 'code';
}

interface DetailsEvents {
  readonly copy: (text: string) => void;
}

export class DetailsPane {
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #events: DetailsEvents;

  constructor(locale: Locale, events: DetailsEvents) {
    this.#locale = locale;
    this.#events = events;
    this.node = element('div', { class: 'details-facts' });
    this.clear();
  }

  clear(): void {
    fill(
      this.node,
      element('p', { class: 'details-hint' }, this.#locale.translate('Choose a file to see everything the backup knows about it.', {})),
    );
  }

  /** In place of details that could not be had. */
  showFailure(message: string): void {
    fill(this.node, element('p', { class: 'details-hint', role: 'alert' }, icon('warning'), message));
  }

  show(file: FileDetails): void {
    const { translate } = this.#locale;
    const { copy } = this.#events;
    const { state, picture, words } = this.#standingOf(file);
    fill(
      this.node,
      element('p', { class: 'payload', 'data-payload': state }, icon(picture), words),
      element(
        'div',
        { class: 'details-actions' },
        button({ label: translate('Copy Path', {}), look: 'other', onPress: () => copy(`${file.domain}/${file.relativePath}`) }),
        button({ label: translate('Copy File ID', {}), look: 'other', onPress: () => copy(file.fileID) }),
      ),
      element('dl', {}, ...this.#facts(file)),
    );
  }

  /** What a check has found of this file comes before what a look at its size says; and only what was checked is good. */
  #standingOf({ payload, check }: FileDetails): { state: string; picture: IconName; words: string } {
    const { translate } = this.#locale;
    const { picture, words } = PAYLOADS[payload];
    if (payload === 'none' || payload === 'missing') return { state: payload, picture, words: translate(words, {}) };
    const when = check && checkWords({ ...check, at: new Date(check.at) }, this.#locale, new Date());
    if (check?.title !== undefined) {
      return {
        state: 'damaged',
        picture: 'warning',
        words: `${check.title} (${when ?? ''})`,
      };
    }
    if (payload === 'differs') return { state: payload, picture, words: translate(words, {}) };
    if (when === undefined) return { state: 'unchecked', picture: 'file', words: translate('Content is in the backup, not checked', {}) };
    return { state: payload, picture, words: `${translate(words, {})} (${when})` };
  }

  #facts(file: FileDetails): HTMLElement[] {
    const facts = [...this.#namesOf(file), ...this.#sizesOf(file), ...this.#attributesOf(file), ...this.#storageOf(file)];
    return facts.flatMap(({ term, value, kind = 'text' }) => {
      if (value === undefined) return [];
      return [element('dt', {}, term), element('dd', { class: kind }, value)];
    });
  }

  #namesOf({ domain, relativePath, kind, target }: FileDetails): Fact[] {
    const { translate } = this.#locale;
    return [
      { term: translate('Domain', {}), value: domain, kind: 'code' },
      { term: translate('Path', {}), value: relativePath === '' ? '/' : relativePath, kind: 'code' },
      { term: translate('Kind', {}), value: translate(KINDS[kind], {}) },
      { term: translate('Target', {}), value: target, kind: 'code' },
    ];
  }

  #sizesOf(file: FileDetails): Fact[] {
    const { translate } = this.#locale;
    const { kind, record, size, storedBytes, unreadable } = file;
    return [
      { term: translate('Record', {}), value: unreadable ? translate('cannot be read', {}) : undefined },
      { term: translate('Size', {}), value: kind === 'file' && !unreadable ? this.#bytes(size) : undefined },
      { term: translate('Stored size', {}), value: storedBytes === size ? undefined : this.#bytes(storedBytes) },
      { term: translate('Modified', {}), value: this.#date(file.modified) },
      { term: translate('Created', {}), value: this.#date(record?.birth) },
      { term: translate('Status changed', {}), value: this.#date(record?.statusChange) },
    ];
  }

  #attributesOf(file: FileDetails): Fact[] {
    const { translate } = this.#locale;
    const { mode, record, unreadable } = file;
    const octal = (mode & 0o7777).toString(8).padStart(4, '0');
    const owner = record === undefined ? undefined : `${String(record.userId)}, ${String(record.groupId)}`;
    return [
      { term: translate('Mode', {}), value: unreadable ? undefined : `${formatMode(mode)} (${octal})`, kind: 'code' },
      { term: translate('Owner, group', {}), value: owner, kind: 'code' },
      { term: translate('Protection class', {}), value: this.#protection(file) },
      { term: translate('Inode', {}), value: record?.inode, kind: 'code' },
      { term: translate('Extended attributes', {}), value: this.#bytes(record?.extendedAttributeBytes) },
    ];
  }

  #storageOf({ fileID, record, storedAt }: FileDetails): Fact[] {
    const { translate } = this.#locale;
    return [
      { term: translate('SHA-1 of the content', {}), value: record?.digest, kind: 'code' },
      { term: translate('File ID', {}), value: fileID, kind: 'code' },
      { term: translate('Stored at', {}), value: storedAt, kind: 'code' },
    ];
  }

  #bytes(count: number | undefined): string | undefined {
    const { format, translate } = this.#locale;
    if (count === undefined || count < 1000) return count === undefined ? undefined : format.bytes(count);
    return translate('{size} ({count} bytes)', { size: format.bytes(count), count: format.count(count) });
  }

  #date(milliseconds: number | null | undefined): string | undefined {
    if (milliseconds === null || milliseconds === undefined) return undefined;
    return this.#locale.format.exactDateTime(new Date(milliseconds));
  }

  #protection({ protectionClass, unreadable }: FileDetails): string | undefined {
    if (unreadable) return undefined;
    const words = protectionWords(protectionClass);
    return words === undefined ? String(protectionClass) : `${String(protectionClass)} – ${this.#locale.translate(words, {})}`;
  }
}
