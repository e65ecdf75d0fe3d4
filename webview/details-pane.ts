/** Everything known about one file, on the right: its record, where its bytes stand, and whether they are all there. */
import { formatMode, phrase, type FileDetails, type PayloadState, type Reader } from '../src/view/index.ts';
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

const PROTECTION: Readonly<Record<number, string>> = {
  0: phrase('none'),
  1: phrase('complete'),
  2: phrase('complete unless open'),
  3: phrase('until first unlock'),
  4: phrase('always readable'),
};

export class DetailsPane {
  readonly node: HTMLElement;
  readonly #reader: Reader;
  readonly #copy: (text: string) => void;

  constructor(reader: Reader, copy: (text: string) => void) {
    this.#reader = reader;
    this.#copy = copy;
    const label = reader.translate('Details', {});
    this.node = element('aside', { class: 'details', tabindex: -1, 'aria-label': label });
    this.clear();
  }

  clear(): void {
    fill(
      this.node,
      element('p', { class: 'details-hint' }, this.#reader.translate('Choose a file to see everything the backup knows about it.', {})),
    );
  }

  /** In place of details that could not be had. */
  showFailure(message: string): void {
    fill(this.node, element('p', { class: 'details-hint', role: 'alert' }, icon('warning'), message));
  }

  show(file: FileDetails): void {
    const { translate } = this.#reader;
    const name = file.relativePath.slice(file.relativePath.lastIndexOf('/') + 1) || translate('(root of the domain)', {});
    const { picture, words } = PAYLOADS[file.payload];
    fill(
      this.node,
      element('div', { class: 'details-head' }, icon(file.kind), element('h2', {}, name)),
      element('p', { class: 'payload', 'data-payload': file.payload }, icon(picture), translate(words, {})),
      element(
        'div',
        { class: 'details-actions' },
        button({ label: translate('Copy Path', {}), look: 'other', onPress: () => this.#copy(`${file.domain}/${file.relativePath}`) }),
        button({ label: translate('Copy File ID', {}), look: 'other', onPress: () => this.#copy(file.fileID) }),
      ),
      element('dl', {}, ...this.#facts(file)),
    );
  }

  #facts(file: FileDetails): HTMLElement[] {
    const { format, translate } = this.#reader;
    const facts: HTMLElement[] = [];
    const add = (term: string, value: string | undefined, kind: 'text' | 'code' = 'text') => {
      if (value === undefined) return;
      facts.push(element('dt', {}, term), element('dd', { class: kind }, value));
    };
    const date = (milliseconds: number | null | undefined) =>
      milliseconds === null || milliseconds === undefined ? undefined : format.exactDateTime(new Date(milliseconds));
    const bytes = (count: number) =>
      count < 1000 ? format.bytes(count) : translate('{size} ({count} bytes)', { size: format.bytes(count), count: format.count(count) });
    add(translate('Domain', {}), file.domain, 'code');
    add(translate('Path', {}), file.relativePath === '' ? '/' : file.relativePath, 'code');
    add(translate('Kind', {}), translate(KINDS[file.kind], {}));
    add(translate('Target', {}), file.target, 'code');
    if (file.unreadable) add(translate('Record', {}), translate('cannot be read', {}));
    if (file.kind === 'file' && !file.unreadable) add(translate('Size', {}), bytes(file.size));
    if (file.storedBytes !== undefined && file.storedBytes !== file.size) add(translate('Stored size', {}), bytes(file.storedBytes));
    add(translate('Modified', {}), date(file.modified));
    add(translate('Created', {}), date(file.record?.birth));
    add(translate('Status changed', {}), date(file.record?.statusChange));
    if (!file.unreadable)
      add(translate('Mode', {}), `${formatMode(file.mode)} (${(file.mode & 0o7777).toString(8).padStart(4, '0')})`, 'code');
    const { record } = file;
    if (record !== undefined) add(translate('Owner, group', {}), `${String(record.userId)}, ${String(record.groupId)}`, 'code');
    add(translate('Protection class', {}), this.#protection(file));
    add(translate('Inode', {}), record?.inode, 'code');
    add(translate('SHA-1 of the content', {}), record?.digest, 'code');
    if (record?.extendedAttributeBytes !== undefined) add(translate('Extended attributes', {}), bytes(record.extendedAttributeBytes));
    add(translate('File ID', {}), file.fileID, 'code');
    add(translate('Stored at', {}), file.storedAt, 'code');
    return facts;
  }

  #protection({ protectionClass, unreadable }: FileDetails): string | undefined {
    if (unreadable) return undefined;
    const words = PROTECTION[protectionClass];
    return words === undefined ? String(protectionClass) : `${String(protectionClass)} – ${this.#reader.translate(words, {})}`;
  }
}
