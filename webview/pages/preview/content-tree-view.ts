/** A document as a tree: one tab stop, keys of the tree pattern, children asked for when a value is opened. */
import { html, nothing, type TemplateResult } from 'lit';
import { ContentTree, contentTreeKey, type ContentTreeRow, type Locale, type TreePlace } from '../../../src/view/index.ts';
import { LightElement } from '../light-element.ts';

type Part = Parameters<ContentTree['add']>[0];

interface TreeAsks {
  readonly children: (path: readonly number[], from: number) => Promise<void>;
  /** What some data is. */
  readonly inside: (path: readonly number[]) => Promise<void>;
}

export class ContentTreeView extends LightElement {
  readonly #locale: Locale;
  readonly #asks: TreeAsks;
  #tree: ContentTree | undefined;
  #rows: readonly ContentTreeRow[] = [];
  #active = 0;

  constructor(locale: Locale, asks: TreeAsks) {
    super();
    this.#locale = locale;
    this.#asks = asks;
  }

  show(root: Part['node'], opensData: boolean): void {
    this.#tree = new ContentTree(root, opensData);
    this.#active = 0;
    this.#draw();
  }

  add(part: Part): void {
    this.#tree?.add(part);
    this.#draw();
  }

  addInside(path: readonly number[], inside: Parameters<ContentTree['addInside']>[1]): void {
    this.#tree?.addInside(path, inside);
    this.#draw();
  }

  placeOf(path: readonly number[]): TreePlace {
    return this.#tree?.placeOf(path) ?? { inside: [], path };
  }

  #draw(): void {
    this.#rows = this.#tree?.rows() ?? [];
    this.#active = Math.min(this.#active, Math.max(0, this.#rows.length - 1));
    this.requestUpdate();
  }

  protected override updated(): void {
    if (this.contains(document.activeElement)) this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    const label = this.#locale.translate('Values', {});
    return html`<div
      class="content-tree"
      role="tree"
      tabindex="0"
      aria-label=${label}
      aria-activedescendant=${idOf(this.#rows[this.#active])}
      @keydown=${this.#onKey}
      @click=${this.#onClick}
    >
      ${this.#rows.map((row, index) => this.#row(row, index))}
    </div>`;
  }

  #row(row: ContentTreeRow, index: number): TemplateResult {
    const { translate, format } = this.#locale;
    const expanded = row.kind === 'open' || row.kind === 'closed' ? String(row.kind === 'open') : null;
    const text = row.kind === 'more' ? translate('Show More ({count})', { count: format.count(row.left) }) : row.text;
    return html`<div
      id=${idOf(row)}
      class="tree-row level-${Math.min(row.level, 24)}"
      role="treeitem"
      data-index=${index}
      data-kind=${row.kind}
      data-type=${row.type}
      aria-level=${row.level}
      aria-posinset=${row.place}
      aria-setsize=${row.siblings}
      aria-expanded=${expanded ?? nothing}
      aria-selected=${String(index === this.#active)}
    >
      <span class="tree-twist" aria-hidden="true">${expanded === null ? '' : row.kind === 'open' ? '▾' : '▸'}</span>${
        row.name === '' ? nothing : html`<span class="tree-name">${row.name}</span>: `
      }<span class="tree-value">${text}</span>
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = contentTreeKey(event.key, this.#rows, this.#active);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#active = next.active;
    if (next.toggles) this.#toggle();
    else this.requestUpdate();
  };

  readonly #onClick = (event: Event): void => {
    const row = (event.target as Element).closest<HTMLElement>('.tree-row');
    if (row?.dataset.index === undefined) return;
    this.#active = Number(row.dataset.index);
    this.#toggle();
  };

  #toggle(): void {
    const row = this.#rows[this.#active];
    if (row?.kind === 'more') void this.#asks.children(row.path, row.from);
    else if (row !== undefined) {
      const wanted = this.#tree?.toggle(row.path);
      if (wanted === 'children') void this.#asks.children(row.path, 0);
      if (wanted === 'inside') void this.#asks.inside(row.path);
    }
    this.#draw();
  }
}

function idOf(row: ContentTreeRow | undefined): string {
  return row === undefined ? '' : `value-${row.id}`;
}

customElements.define('backup-tree', ContentTreeView);
