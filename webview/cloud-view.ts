/** Draws the pages about iCloud. Only a section whose data has changed is drawn again, and the focus stays where it was. */
import type { CloudPage, CloudPageShown, MethodsPage } from '../src/view/index.ts';
import { buttonRow, factList, section, type Section, type Send } from './cloud-parts.ts';
import { stageSections } from './cloud-stage.ts';
import { element, fill } from './element.ts';

export class CloudView {
  readonly #root: HTMLElement;
  readonly #send: Send;
  readonly #drawn = new Map<string, { readonly data: string; readonly node: HTMLElement }>();

  constructor(root: HTMLElement, send: Send) {
    this.#root = root;
    this.#send = send;
  }

  show(page: CloudPageShown['page']): void {
    const sections = page.kind === 'cloud' ? cloudSections(page, this.#send) : methodsSections(page, this.#send);
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    const nodes = sections.map((section) => this.#draw(section));
    for (const key of this.#drawn.keys()) if (!sections.some((section) => section.key === key)) this.#drawn.delete(key);
    // Nodes that stay where they are keep their state.
    const isSame = nodes.length === this.#root.children.length && nodes.every((node, at) => this.#root.children[at] === node);
    if (!isSame) fill(this.#root, ...nodes);
    if (focused !== undefined && document.activeElement === document.body) {
      this.#root.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #draw({ key, data, make }: Section): HTMLElement {
    const text = JSON.stringify(data);
    const drawn = this.#drawn.get(key);
    if (drawn?.data === text) return drawn.node;
    const node = make();
    this.#drawn.set(key, { data: text, node });
    return node;
  }
}

function cloudSections(page: CloudPage, send: Send): Section[] {
  const { title, lead, problem, facts, factsTitle, buttons, settings, conditions, conditionsTitle, blocked, limits, limitsTitle } = page;
  const banner = page.stage?.banner;
  return [
    { key: 'head', data: [title, lead, banner, problem], make: () => head(title, lead, banner, problem) },
    {
      key: 'facts',
      data: [facts, buttons, settings],
      make: () => section(factsTitle, factList(facts), element('p', { class: 'path' }, settings), buttonRow(buttons, send)),
    },
    ...(page.stage === undefined ? [] : stageSections(page.stage, send)),
    {
      key: 'conditions',
      data: [conditions, blocked],
      make: () => {
        const rows = conditions.map(({ label, state, words }) =>
          element(
            'li',
            { class: `condition ${state}` },
            element('span', { class: 'name' }, label),
            element('span', { class: 'quiet' }, words),
          ),
        );
        return section(conditionsTitle, element('ul', { class: 'conditions' }, ...rows), element('p', { class: 'blocked' }, blocked));
      },
    },
    {
      key: 'limits',
      data: limits,
      make: () => section(limitsTitle, element('ul', { class: 'limits' }, ...limits.map((text) => element('li', {}, text)))),
    },
  ];
}

function methodsSections({ title, lead, columns, rows, advice, buttons }: MethodsPage, send: Send): Section[] {
  return [
    { key: 'head', data: [title, lead], make: () => head(title, lead) },
    {
      key: 'table',
      data: [columns, rows],
      make: () => {
        const headings = columns.map((name) => element('th', { scope: 'col' }, name));
        const body = rows.map(({ label, computer, cloud }) =>
          element('tr', {}, element('th', { scope: 'row' }, label), element('td', {}, computer), element('td', {}, cloud)),
        );
        const table = element('table', {}, element('thead', {}, element('tr', {}, ...headings)), element('tbody', {}, ...body));
        return element('section', {}, table);
      },
    },
    { key: 'advice', data: [advice, buttons], make: () => element('section', {}, element('p', {}, advice), buttonRow(buttons, send)) },
  ];
}

function head(title: string, lead: string, banner?: string, problem?: string): HTMLElement {
  return element(
    'header',
    {},
    element('h1', {}, title),
    element('p', { class: 'quiet' }, lead),
    banner === undefined ? undefined : element('p', { class: 'banner', role: 'note' }, banner),
    problem === undefined ? undefined : element('p', { class: 'problem', role: 'alert' }, problem),
  );
}
