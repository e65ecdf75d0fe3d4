/** Parts of a page of rows as templates: head, choices, details, and what stands in place of rows. */
import { html, nothing, type TemplateResult } from 'lit';
import type {
  ReportButton,
  ReportDetail,
  ReportGroup,
  ReportHead,
  ReportSection,
  ReportState,
  ReportWords,
} from '../../../src/view/index.ts';
import { icon } from '../../icons.ts';

type Press = (button: ReportButton) => void;

function buttonRow(buttons: readonly ReportButton[], press: Press): TemplateResult | typeof nothing {
  if (buttons.length === 0) return nothing;
  return html`<div class="buttons">
    ${buttons.map(
      (button) =>
        html`<button type="button" class="button ${button.isMain === true ? 'main' : ''}" @click=${() => press(button)}>
          ${button.label}
        </button>`,
    )}
  </div>`;
}

export function headPart({ title, lines, notes, buttons }: ReportHead, press: Press): TemplateResult {
  return html`
    <div class="top">
      <h1>${title}</h1>
      ${buttonRow(buttons, press)}
    </div>
    <dl class="lines">
      ${lines.map(
        ({ label, text }) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${text}</dd>
          </div>`,
      )}
    </dl>
    ${notes.map(({ tone, text }) => html`<p class="note" data-tone=${tone} role=${tone === 'warning' ? 'note' : nothing}>${text}</p>`)}
  `;
}

export function kindsPart({ kinds, kindsLabel }: ReportHead, chosen: string, choose: (id: string) => void): TemplateResult {
  return html`<div class="kinds" role="group" aria-label=${kindsLabel}>
    ${kinds.map(
      ({ id, label, count }) =>
        html`<button type="button" class="kind" aria-pressed=${id === chosen} @click=${() => choose(id)}>
          ${label} <span class="count">${count}</span>
        </button>`,
    )}
  </div>`;
}

/** One tab stop; arrow keys go through it. */
export function groupsPart(
  { groups, groupsTitle, groupColumns, kinds }: ReportHead,
  chosen: string,
  choose: (id: string) => void,
): TemplateResult {
  const all: ReportGroup = { id: '', label: kinds[0]?.label ?? '', detail: '', cells: [kinds[0]?.count ?? ''] };
  return html`
    <h2 id="groups-title">${groupsTitle}</h2>
    <p class="group-head" aria-hidden="true"><span></span>${groupColumns.map((label) => html`<span class="number">${label}</span>`)}</p>
    <div class="groups" role="listbox" aria-labelledby="groups-title" @keydown=${onGroupKey}>
      ${[all, ...groups].map(
        ({ id, label, detail, cells }) =>
          html`<div
            class="group"
            role="option"
            tabindex=${id === chosen ? 0 : -1}
            aria-selected=${id === chosen}
            title=${detail === '' ? label : `${label}\n${detail}`}
            @click=${() => choose(id)}
            @focus=${() => {
              if (id !== chosen) choose(id);
            }}
          >
            <span class="group-name"
              ><span class="label">${label}</span>${detail === '' ? nothing : html`<span class="quiet">${detail}</span>`}</span
            >
            ${groupColumns.map((_, place) => html`<span class="number">${cells[place] ?? ''}</span>`)}
          </div>`,
      )}
    </div>
  `;
}

function onGroupKey(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const options = [...list.children] as HTMLElement[];
  const here = options.indexOf(document.activeElement as HTMLElement);
  const last = options.length - 1;
  const next = { ArrowDown: Math.min(last, here + 1), ArrowUp: Math.max(0, here - 1), Home: 0, End: last }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  options[next]?.focus();
}

export function statePart({ icon: name, title, text, percent, buttons }: ReportState, press: Press): TemplateResult {
  const pictures = { working: 'history', locked: 'lock', warning: 'warning', empty: 'check' } as const;
  return html`<div class="state-inner">
    ${icon(pictures[name])}
    <h2>${title}</h2>
    <p role="status">${text}</p>
    ${percent === undefined ? nothing : html`<progress max="100" value=${percent} aria-label=${title}></progress>`}
    ${buttonRow(buttons, press)}
  </div>`;
}

export function detailPart(detail: ReportDetail | undefined, words: ReportWords, press: Press): TemplateResult {
  if (detail === undefined) return html`<p class="quiet hint">${words.noRow}</p>`;
  return html`
    <h2 class="detail-title">${detail.title}</h2>
    <p class="quiet lead">${detail.lead}</p>
    ${buttonRow(detail.buttons, press)} ${detail.sections.map(sectionPart)}
  `;
}

function sectionPart({ title, text, columns, rows = [], rest }: ReportSection): TemplateResult {
  return html`<section>
    <h3>${title}</h3>
    ${text === undefined ? nothing : html`<p>${text}</p>`}
    ${
      rows.length === 0
        ? nothing
        : html`<table>
            ${
              columns === undefined
                ? nothing
                : html`<thead>
                    <tr>
                      ${columns.map((label) => (label === '' ? html`<td></td>` : html`<th scope="col">${label}</th>`))}
                    </tr>
                  </thead>`
            }
            <tbody>
              ${rows.map(
                ({ tone, cells }) =>
                  html`<tr data-tone=${tone ?? nothing}>
                    ${cells.map((cell) => html`<td>${cell}</td>`)}
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
    ${rest === undefined ? nothing : html`<p class="quiet">${rest}</p>`}
  </section>`;
}
