/** How the last run went: facts, phases, a curve of the throughput, prompts. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Locale, OverviewFact, RunView } from '../../../src/view/index.ts';

const CURVE = { width: 300, height: 60 };

export function factList(facts: readonly OverviewFact[]): TemplateResult {
  return html`<dl class="fact-list">
    ${facts.map(
      ({ label, value }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

export function runPart(run: RunView | string, { translate }: Locale): TemplateResult {
  if (typeof run === 'string') return html`<p class="quiet">${run}</p>`;
  return html`
    <p>${run.title}</p>
    ${factList(run.facts)}
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">${translate('Phase', {})}</th>
          <th scope="col">${translate('Duration', {})}</th>
          <th scope="col">${translate('Share', {})}</th>
        </tr>
      </thead>
      <tbody>
        ${run.phases.map(
          ({ label, duration, share }) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td>${duration}</td>
              <td>${bar(share)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${run.rates.length === 0 ? nothing : curve(run.rates)}
    <p class="quiet">${run.ratesWords}</p>
    ${
      run.events.length === 0
        ? nothing
        : html`<ul class="events">
            ${run.events.map(({ at, words }) => html`<li><span class="quiet">${at}</span> ${words}</li>`)}
          </ul>`
    }
  `;
}

/** A share of a whole; the number stands beside it or is said elsewhere. */
export function bar(share: number): TemplateResult {
  const width = Math.max(share > 0 ? 1 : 0, Math.round(share * 100));
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bar-whole" width="100" height="8"></rect>
    <rect class="bar-share" width=${width} height="8"></rect>
  </svg>`;
}

function curve(rates: RunView['rates']): TemplateResult {
  const points = rates
    .map(([at, rate]) => `${(at * CURVE.width).toFixed(1)},${((1 - rate) * (CURVE.height - 2) + 1).toFixed(1)}`)
    .join(' ');
  return html`<svg class="curve" viewBox="0 0 ${CURVE.width} ${CURVE.height}" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<polyline points=${points}></polyline>`}
  </svg>`;
}
