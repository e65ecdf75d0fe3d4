/** One entry of personal data: its title and time, text, facts and files. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale, PersonalEntryRow, PersonalFileRow } from '../../../src/view/index.ts';
import type { SmallPictures } from './small-pictures.ts';

interface EntryOptions {
  readonly pictures: SmallPictures;
  readonly locale: Locale;
  readonly open: (file: PersonalFileRow) => void;
}

export function entryTemplate(row: PersonalEntryRow, options: EntryOptions): TemplateResult {
  const { title, time, side, text, traits, facts, files, picture, portrait } = row;
  const { pictures, open } = options;
  const [first] = files;
  const shownBy = picture !== undefined && first?.fileID !== undefined ? first : undefined;
  return html`<article class="personal-entry" data-side=${side ?? nothing}>
    ${
      shownBy === undefined
        ? nothing
        : html`<button type="button" class="personal-picture" aria-label=${title} @click=${() => open(shownBy)}>
            ${pictures.place(picture ?? '')}
          </button>`
    }
    ${portrait === undefined ? nothing : html`<div class="personal-portrait">${pictures.place(portrait)}</div>`}
    <p class="personal-title"><strong>${title}</strong> <span class="quiet">${time}</span></p>
    ${text === undefined ? nothing : html`<p class="personal-text">${text}</p>`}
    ${
      facts.length === 0
        ? nothing
        : html`<dl class="preview-facts">
            ${facts.map(
              ({ label, value }) =>
                html`<dt>${label}</dt>
                  <dd>${value}</dd>`,
            )}
          </dl>`
    }
    ${shownBy === undefined ? files.map((file) => fileTemplate(file, options)) : nothing}
    ${traits === '' ? nothing : html`<p class="quiet">${traits}</p>`}
  </article>`;
}

function fileTemplate(file: PersonalFileRow, { pictures, locale, open }: EntryOptions): TemplateResult {
  const { name, fileID } = file;
  if (fileID === undefined) {
    return html`<p class="quiet">${locale.translate('{name} (not in this backup)', { name })}</p>`;
  }
  return html`<button type="button" class="personal-file" @click=${() => open(file)}>
    ${pictures.place(fileID)}<span>${name}</span>
  </button>`;
}
