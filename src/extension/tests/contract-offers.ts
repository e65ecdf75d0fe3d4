/** What can be written at a place of a contract, and what a word there means: from the list of its keys. Knows no VS Code. */
import { CONTRACT_KEYS, type ContractKey, type ContractValueForm } from '../../backup/index.ts';
import { ContractScan, ITEM, type ContractStep, type ScanEnd } from './contract-scan.ts';

export interface ContractOffer {
  readonly label: string;
  readonly kind: 'key' | 'choice' | 'example';
  readonly about: string;
  /** In the form of VS Code's snippets. */
  readonly snippet: string;
}

interface ContractOffers {
  /** What these words replace: so many characters before the cursor. */
  readonly typed: number;
  readonly offers: readonly ContractOffer[];
}

const ROOT: ContractValueForm = { form: 'object', keys: CONTRACT_KEYS };

/** Keys that are not there yet, or values that make sense. */
export function offersAt(text: string, offset: number): ContractOffers {
  const { end, keys: before } = new ContractScan(text.slice(0, offset));
  const typed = end.typed.length;
  const form = formAt(end.steps);
  if (form === undefined) return { typed, offers: [] };
  const keys = end.at === 'key' || end.steps.at(-1) === ITEM ? keysOf(form) : undefined;
  if (keys === undefined) return { typed, offers: end.at === 'key' && end.steps.at(-1) !== ITEM ? [] : valuesOf(form, end) };
  if (end.isInBrackets && end.at === 'value') return { typed, offers: [] };
  const line = text.slice(0, offset).split('\n').length - 1;
  // The key that is being changed may stay what it is.
  const others = new ContractScan(text).keys.filter((key) => key.line !== line);
  const known = new Set([...before, ...others].filter(({ container }) => container === end.container).map(({ name }) => name));
  return { typed, offers: keys.filter(({ name }) => !known.has(name)).flatMap((key) => keyOffer(key, end) ?? []) };
}

/** The key that a word is, or the one whose value it is. */
export function keyAt(text: string, endOfWord: number): ContractKey | undefined {
  const { end } = new ContractScan(text.slice(0, endOfWord));
  if (end.at === 'key') return keysOf(formAt(end.steps))?.find(({ name }) => name === end.typed);
  const last = end.steps.findLastIndex((step) => step !== ITEM);
  const key = keysOf(formAt(end.steps.slice(0, last)))?.find(({ name }) => name === end.steps[last]);
  return key?.value.form === 'choice' || key?.value.form === 'flag' || key?.value.form === 'true' ? key : undefined;
}

function formAt(steps: readonly ContractStep[]): ContractValueForm | undefined {
  let form: ContractValueForm | undefined = ROOT;
  for (const step of steps) form = form === undefined ? undefined : formBehind(form, step);
  return form;
}

function formBehind(form: ContractValueForm, step: ContractStep): ContractValueForm | undefined {
  if (form.form === 'either') return form.of.map((each) => formBehind(each, step)).find((each) => each !== undefined);
  if (step === ITEM) return form.form === 'list' ? form.of : undefined;
  if (form.form === 'by-glob' || form.form === 'by-name') return form.of;
  return form.form === 'object' ? form.keys.find(({ name }) => name === step)?.value : undefined;
}

function keysOf(form: ContractValueForm | undefined): readonly ContractKey[] | undefined {
  if (form?.form === 'either') return form.of.map(keysOf).find((keys) => keys !== undefined);
  return form?.form === 'object' ? form.keys : undefined;
}

function valuesOf(form: ContractValueForm, { steps }: ScanEnd): ContractOffer[] {
  const choices = form.form === 'choice' ? form.choices : form.form === 'flag' ? ['true', 'false'] : form.form === 'true' ? ['true'] : [];
  if (choices.length > 0) return choices.map((choice) => ({ label: choice, kind: 'choice', about: '', snippet: escaped(choice) }));
  const last = steps.at(-1);
  if (typeof last !== 'string') return [];
  const key = keysOf(formAt(steps.slice(0, -1)))?.find(({ name }) => name === last);
  if (key === undefined) return [];
  const example = key.example.startsWith('\n') ? escaped(key.example) : `\${1:${escaped(key.example)}}`;
  return [{ label: key.example.trim(), kind: 'example', about: key.about, snippet: example }];
}

/** In brackets there is no room for an example of several lines. */
function keyOffer(key: ContractKey, { isInBrackets }: ScanEnd): ContractOffer | undefined {
  const { name, about, example, value } = key;
  const isLong = example.startsWith('\n');
  if (isLong && isInBrackets) return undefined;
  const choices = value.form === 'choice' ? value.choices : value.form === 'flag' ? ['true', 'false'] : [];
  const written = choices.length > 0 ? `\${1|${choices.join(',')}|}` : isLong ? escaped(example) : `\${1:${escaped(example)}}`;
  return { label: name, kind: 'key', about, snippet: `${name}:${isLong ? '' : ' '}${written}` };
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
