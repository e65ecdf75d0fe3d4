/** How the backup is protected: encrypted or not, its keybag, the protection classes with their numbers, and what is not in it. */
import { html, nothing, type TemplateResult } from 'lit';
import { protectionWords, phrase, type EncryptionFacts, type Locale } from '../../../src/view/index.ts';
import { classRows, type ClassRow } from '../../class-rows.ts';
import { KEY_WORDS, ONLY_ENCRYPTED } from '../../encryption-panel.ts';
import { bar, factList } from './run-part.ts';

export function encryptionPart(facts: EncryptionFacts, locale: Locale): TemplateResult {
  const { format, translate } = locale;
  const { encrypted, catalogueEncrypted, keybag } = facts;
  const title =
    encrypted === undefined
      ? phrase('Encryption unknown')
      : encrypted
        ? phrase('This backup is encrypted')
        : phrase('This backup is not encrypted');
  // Of a class of the keychain there is nothing to say where nothing is encrypted.
  const rows = classRows(facts).filter(({ files, key }) => files !== undefined || key !== undefined);
  const deviceOnly = keybag?.classes.filter((each) => each.deviceOnly).length ?? 0;
  const rounds = [keybag?.rounds.first, keybag?.rounds.second].filter((count) => count !== undefined).map((count) => format.count(count));
  const shown = [
    [
      phrase('Content of files'),
      encrypted === undefined ? undefined : translate(encrypted ? phrase('encrypted') : phrase('in the clear'), {}),
    ],
    [phrase('List of files'), translate(catalogueEncrypted ? phrase('encrypted') : phrase('in the clear'), {})],
    [
      phrase('Keybag'),
      keybag === undefined ? translate('cannot be read', {}) : translate('version {version}', { version: keybag.version }),
    ],
    [phrase('Key derivation rounds'), rounds.length === 0 ? undefined : rounds.join(' + ')],
    [phrase('Keys that only the device has'), keybag === undefined ? undefined : format.count(deviceOnly)],
  ] as const;
  return html`
    <p class="protected" data-encrypted=${String(encrypted)}><strong>${translate(title, {})}</strong></p>
    ${factList(shown.flatMap(([label, value]) => (value === undefined ? [] : [{ label: translate(label, {}), value }])))}
    ${rows.length === 0 ? nothing : classTable(rows, locale)} ${encrypted === false ? missing(locale) : nothing}
  `;
}

function classTable(rows: readonly ClassRow[], { format, translate }: Locale): TemplateResult {
  const most = rows.reduce((highest, { files = 0 }) => Math.max(highest, files), 1);
  return html`
    <table class="plain">
      <caption>
        ${translate('Protection classes', {})}
      </caption>
      <thead>
        <tr>
          ${[phrase('Class'), phrase('Readable on the device'), phrase('Files'), phrase('Share'), phrase('Key')].map((words) => html`<th scope="col">${translate(words, {})}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(({ protectionClass, files, key }) => {
          const words = protectionWords(protectionClass);
          return html`<tr>
            <th scope="row">${protectionClass}</th>
            <td>${words === undefined ? '' : translate(words, {})}</td>
            <td class="count">${files === undefined ? '–' : format.count(files)}</td>
            <td>${files === undefined ? '–' : bar(files / most)}</td>
            <td>${key === undefined ? '–' : translate(KEY_WORDS[key].words, {})}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  `;
}

function missing({ translate }: Locale): TemplateResult {
  return html`
    <h3>${translate('Missing because it is not encrypted', {})}</h3>
    <ul class="missing">
      ${ONLY_ENCRYPTED.map((words) => html`<li>${translate(words, {})}</li>`)}
    </ul>
  `;
}
