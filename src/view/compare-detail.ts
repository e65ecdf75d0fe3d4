/** One file of a comparison in full: its records side by side, what the answer rests on, and the values or rows that differ. */
import type { ComparedValue, DatabaseChange, FileDifference, FileVersion, SideProblem, ValueDifference } from '../backup/index.ts';
import { codeWords } from './code-words.ts';
import { BASIS_WORDS, CHANGE_WORDS, DIFFERENCE_BASIS_WORDS, METADATA_WORDS } from './compare-words.ts';
import { databaseSections } from './compare-rows.ts';
import { formatMode } from './format.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';
import { visible } from './plain-text.ts';
import { protectionWords } from './protection-words.ts';
import type { ReportButton, ReportDetail, ReportSection } from './report-page.ts';
import { splitPath } from './split-path.ts';

const MOST_VALUES = 200;
const LONGEST_VALUE = 300;
const MISSING = '–';

const KIND_WORDS: Readonly<Record<FileVersion['kind'], string>> = {
  file: phrase('File'),
  directory: phrase('Folder'),
  symlink: phrase('Link'),
};

/** `database` comes for a database whose rows were compared. */
export function compareDetail(file: FileDifference, database: DatabaseChange | undefined, locale: Locale): ReportDetail {
  const { translate } = locale;
  const { name } = splitPath(file.relativePath);
  return {
    title: visible(name === '' ? file.domain : name),
    lead: `${translate(CHANGE_WORDS[file.change], {})} · ${visible(file.domain)}/${visible(file.relativePath)}`,
    buttons: buttonsOf(file, locale),
    sections: [
      ...problemSection(file.problems, locale),
      ...(file.values === undefined ? [] : [valueSection(file.values, locale)]),
      ...(database === undefined ? [] : databaseSections(database, locale)),
      recordSection(file, locale),
    ],
  };
}

function buttonsOf({ change, before, after }: FileDifference, { translate }: Locale): ReportButton[] {
  const isFile = (version: FileVersion | undefined) => version?.kind === 'file';
  const opens: ReportButton[] = [];
  if (isFile(before) && isFile(after) && change !== 'metadata') {
    opens.push({ action: 'open-changes', label: translate('Open Changes', {}), isMain: true });
  }
  if (isFile(before)) opens.push({ action: 'open-before', label: translate('Open Before', {}) });
  if (isFile(after)) opens.push({ action: 'open-after', label: translate('Open After', {}) });
  return opens;
}

/** Why something cannot be compared, in the words of findings and errors. */
function problemSection(problems: readonly SideProblem[] | undefined, locale: Locale): ReportSection[] {
  if (problems === undefined || problems.length === 0) return [];
  const { translate } = locale;
  const sides = { before: translate('Before', {}), after: translate('After', {}) };
  const rows = problems.map(({ side, code }) => ({ tone: 'warning' as const, cells: [sides[side], codeWords(code, locale)] }));
  return [{ title: translate('Cannot be read', {}), columns: [translate('Backup', {}), translate('Why', {})], rows }];
}

function recordSection(file: FileDifference, locale: Locale): ReportSection {
  const { translate } = locale;
  const { before, after, fields = [], basis, change } = file;
  const words = change === 'changed' ? DIFFERENCE_BASIS_WORDS : BASIS_WORDS;
  const facts = [before, after].map((version) => version && versionFacts(version, locale));
  const labels = [...new Set(facts.flatMap((each) => [...(each?.keys() ?? [])]))];
  const rows = labels.map((label) => {
    const cells = [label, ...facts.map((each) => each?.get(label) ?? MISSING)];
    return { cells, ...(before !== undefined && after !== undefined && cells[1] !== cells[2] ? { tone: 'changed' as const } : {}) };
  });
  const unseen = fields.length === 0 ? undefined : translate('Differs: {fields}.', { fields: fieldWords(fields, locale) });
  const text = [basis === undefined ? undefined : translate(words[basis], {}), unseen].filter((part) => part !== undefined).join(' ');
  return {
    title: translate('What the backups record', {}),
    ...(text === '' ? {} : { text }),
    columns: ['', translate('Before', {}), translate('After', {})],
    rows,
  };
}

function fieldWords(fields: NonNullable<FileDifference['fields']>, { translate }: Locale): string {
  return fields.map((field) => translate(METADATA_WORDS[field], {})).join(', ');
}

function versionFacts(version: FileVersion, { translate, format }: Locale): Map<string, string> {
  const { kind, size, mode, modified, protectionClass, target, unreadable } = version;
  const facts = new Map([[translate('Kind', {}), translate(KIND_WORDS[kind], {})]]);
  if (unreadable === true) return facts.set(translate('Record', {}), translate('damaged', {}));
  if (kind === 'file') facts.set(translate('Size', {}), `${format.bytes(size)} (${format.count(size)})`);
  if (modified !== null) facts.set(translate('Modified', {}), format.exactDateTime(new Date(modified)));
  facts.set(translate('Permissions', {}), formatMode(mode));
  if (kind === 'file') {
    const words = protectionWords(protectionClass);
    const number = String(protectionClass);
    facts.set(translate('Protection class', {}), words === undefined ? number : `${number} – ${translate(words, {})}`);
  }
  if (target !== undefined) facts.set(translate('Points to', {}), visible(target));
  return facts;
}

function valueSection({ count, listed }: NonNullable<FileDifference['values']>, { translate, format }: Locale): ReportSection {
  const shown = listed.slice(0, MOST_VALUES);
  const rest = count - shown.length;
  return {
    title: translate('Values', {}),
    text: count === 1 ? translate('1 value differs.', {}) : translate('{count} values differ.', { count: format.count(count) }),
    columns: [translate('Key', {}), translate('Before', {}), translate('After', {})],
    rows: shown.map((value) => ({
      tone: value.before === undefined ? 'added' : value.after === undefined ? 'removed' : 'changed',
      cells: [pathOf(value), valueOf(value.before), valueOf(value.after)],
    })),
    ...(rest > 0 ? { rest: translate('{count} more values are not listed here.', { count: format.count(rest) }) } : {}),
  };
}

function pathOf({ path }: ValueDifference): string {
  return path.length === 0 ? '/' : visible(path.join(' › ').slice(0, LONGEST_VALUE));
}

function valueOf(value: ComparedValue | undefined): string {
  if (value === undefined) return MISSING;
  const text = value.text.length > LONGEST_VALUE ? `${value.text.slice(0, LONGEST_VALUE)}…` : value.text;
  return text === '' ? visible(value.type) : `${visible(text)} (${visible(value.type)})`;
}
