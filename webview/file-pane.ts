/** One file, beside the list: what it is called, what is in it, and everything the backup knows about it, on two tabs. */
import { phrase, type FileDetails, type FileRow, type Locale, type PaneTab } from '../src/view/index.ts';
import { DetailsPane } from './details-pane.ts';
import { element, fill, setAttributes } from './element.ts';
import { icon } from './icons.ts';
import { button } from './ui/index.ts';

const TABS: readonly { readonly tab: PaneTab; readonly words: string }[] = [
  { tab: 'preview', words: phrase('Preview') },
  { tab: 'details', words: phrase('Details') },
];

interface FilePaneEvents {
  readonly copy: (text: string) => void;
  readonly extract: (fileID: string) => void;
  readonly open: (fileID: string) => void;
  /** The pane fills the page, or no longer does. */
  readonly filled: (isFilled: boolean) => void;
  readonly tab: (tab: PaneTab) => void;
}

/** What the first tab shows; it loads when it is in sight. */
interface PreviewPart {
  readonly node: HTMLElement;
  show(fileID: string): void;
  clear(): void;
}

export class FilePane {
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #events: FilePaneEvents;
  readonly #preview: PreviewPart;
  readonly #details: DetailsPane;
  readonly #head = element('div', { class: 'details-head' });
  readonly #actions = element('div', { class: 'details-actions' });
  readonly #tabs = new Map<PaneTab, HTMLElement>();
  readonly #panels = new Map<PaneTab, HTMLElement>();
  #tab: PaneTab = 'preview';
  #isFilled = false;
  #fileID: string | undefined;
  #kind: FileRow['kind'] | undefined;

  constructor(locale: Locale, preview: PreviewPart, events: FilePaneEvents) {
    this.#locale = locale;
    this.#events = events;
    this.#preview = preview;
    this.#details = new DetailsPane(locale, { copy: events.copy });
    const { translate } = locale;
    const strip = element('div', { class: 'tabs', role: 'tablist', 'aria-label': translate('About the file', {}) });
    for (const { tab, words } of TABS) strip.append(this.#tabNode(tab, translate(words, {})));
    strip.addEventListener('keydown', (event) => this.#onTabKey(event));
    this.#panels.get('preview')?.append(preview.node);
    this.#panels.get('details')?.append(this.#details.node);
    const top = element('div', { class: 'details-top' }, this.#head, this.#actions, strip);
    this.node = element('aside', { class: 'details', tabindex: -1, 'aria-label': translate('File', {}) }, top, ...this.#panels.values());
    this.clear();
    this.tab = 'preview';
  }

  /** Which tab is in front. */
  set tab(tab: PaneTab) {
    this.#tab = tab;
    for (const [name, node] of this.#tabs) setAttributes(node, { 'aria-selected': String(name === tab), tabindex: name === tab ? 0 : -1 });
    for (const [name, node] of this.#panels) node.hidden = name !== tab;
    this.#wantPreview();
  }

  get hasFile(): boolean {
    return this.#fileID !== undefined;
  }

  get isFilled(): boolean {
    return this.#isFilled;
  }

  set isFilled(isFilled: boolean) {
    this.#isFilled = isFilled;
    this.#drawActions();
  }

  clear(): void {
    this.#fileID = undefined;
    fill(this.#head);
    this.#preview.clear();
    this.#details.clear();
    this.#drawActions();
  }

  /** Another file: its name at once, what is in it when it is here. */
  choose(file: Pick<FileRow, 'fileID'> & Partial<FileRow>): void {
    if (this.#fileID !== file.fileID) {
      this.#fileID = file.fileID;
      this.#details.clear();
      this.#drawActions();
    }
    const { kind, relativePath } = file;
    if (kind !== undefined && relativePath !== undefined) this.#name(kind, relativePath);
    this.#wantPreview();
  }

  showDetails(file: FileDetails): void {
    this.choose(file);
    this.#details.show(file);
  }

  showDetailsFailure(message: string): void {
    this.#details.showFailure(message);
  }

  #name(kind: FileRow['kind'], path: string): void {
    const name = path.slice(path.lastIndexOf('/') + 1) || this.#locale.translate('(root of the domain)', {});
    fill(this.#head, icon(kind), element('h2', {}, name));
    if (this.#kind === kind) return;
    this.#kind = kind;
    this.#drawActions();
  }

  #wantPreview(): void {
    if (this.#tab === 'preview' && this.#fileID !== undefined) this.#preview.show(this.#fileID);
  }

  #drawActions(): void {
    const { translate } = this.#locale;
    const fileID = this.#fileID;
    if (fileID === undefined) {
      fill(this.#actions);
      return;
    }
    const extract = translate('Extract…', {});
    const label = this.#isFilled ? translate('Back to List', {}) : translate('Fill Page', {});
    fill(
      this.#actions,
      this.#kind === 'file' ? button({ label: translate('Open', {}), look: 'other', onPress: () => this.#events.open(fileID) }) : undefined,
      button({ label: extract, look: 'other', picture: icon('extract'), onPress: () => this.#events.extract(fileID) }),
      button({ label, look: 'other', onPress: () => this.#events.filled(!this.#isFilled) }),
    );
  }

  #tabNode(tab: PaneTab, label: string): HTMLElement {
    const id = `tab-${tab}`;
    const node = element('button', { class: 'tab', role: 'tab', id, type: 'button', 'aria-controls': `panel-${tab}` }, label);
    node.addEventListener('click', () => this.#choose(tab));
    this.#tabs.set(tab, node);
    this.#panels.set(
      tab,
      element('div', { class: `panel of-${tab}`, role: 'tabpanel', id: `panel-${tab}`, tabindex: 0, 'aria-labelledby': id }),
    );
    return node;
  }

  #choose(tab: PaneTab): void {
    this.tab = tab;
    this.#events.tab(tab);
  }

  #onTabKey(event: KeyboardEvent): void {
    const keys = ['ArrowLeft', 'ArrowRight', 'Home', 'End'];
    if (!keys.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    // There are two: every arrow leads to the other one.
    const first = event.key === 'Home' || (event.key !== 'End' && this.#tab === 'details');
    const tab = first ? 'preview' : 'details';
    this.#choose(tab);
    this.#tabs.get(tab)?.focus();
  }
}
