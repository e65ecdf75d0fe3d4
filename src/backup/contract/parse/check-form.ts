/** Holds the values of a contract against the table of keys: unknown words, wrong kinds of values, sizes and patterns that are none. */
import { nearestWord } from './nearest-word.ts';
import type { ContractPlace, ContractProblem, ContractProblemCode } from '../contract.ts';
import type { ContractKey, ContractValueForm } from './contract-keys.ts';
import { patternProblem } from '../search/search-pattern.ts';
import { bytesOfSize } from './size-text.ts';
import type { YamlEntry, YamlValue } from './yaml-value.ts';

export class FormCheck {
  readonly problems: ContractProblem[] = [];

  /** The entries of an object: only known keys, each of its form, those that are required among them. */
  object({ entries, at }: { readonly entries: readonly YamlEntry[]; readonly at: ContractPlace }, keys: readonly ContractKey[]): void {
    for (const { key, keyAt, value } of entries) {
      const known = keys.find(({ name }) => name === key);
      if (known !== undefined) this.value(value, known.value, key);
      else {
        this.add('key-unknown', keyAt, {
          key,
          ...suggested(
            key,
            keys.map(({ name }) => name),
          ),
        });
      }
    }
    for (const { name, isRequired } of keys) {
      if (isRequired === true && !entries.some(({ key }) => key === name)) this.add('key-needs', at, { key: '', needs: name });
    }
  }

  value(value: YamlValue, form: ContractValueForm, key: string): void {
    switch (form.form) {
      case 'text':
        if (!isText(value)) this.wrong(value, key, 'text');
        return;
      case 'flag':
        if (value.kind !== 'flag') this.wrong(value, key, 'flag');
        return;
      case 'true':
        if (value.kind !== 'flag' || value.text !== 'true') this.wrong(value, key, 'true');
        return;
      case 'choice':
        this.choice(value, form.choices, key);
        return;
      case 'size':
        if (!isText(value)) this.wrong(value, key, 'size');
        else if (bytesOfSize(value.text) === undefined) this.add('size-invalid', value.at, { value: value.text });
        return;
      case 'glob':
        if (!isText(value)) this.wrong(value, key, 'glob');
        else if (value.text.trim() === '') this.add('glob-empty', value.at, { key });
        return;
      case 'pattern':
        this.pattern(value, key);
        return;
      case 'list':
        if (value.kind !== 'list') this.wrong(value, key, 'list');
        else for (const item of value.items) this.value(item, form.of, key);
        return;
      case 'by-glob':
      case 'by-name':
        this.named(value, form.of, key);
        return;
      case 'object':
        if (value.kind !== 'map') this.wrong(value, key, 'object');
        else this.object(value, form.keys);
        return;
      case 'either':
        this.either(value, form.of, key);
    }
  }

  choice(value: YamlValue, choices: readonly string[], key: string): void {
    if (!isText(value)) {
      this.wrong(value, key, 'choice', choices);
      return;
    }
    if (choices.includes(value.text)) return;
    this.add('choice-unknown', value.at, { key, value: value.text, choices: choices.join(', '), ...suggested(value.text, choices) });
  }

  pattern(value: YamlValue, key: string): void {
    if (!isText(value)) {
      this.wrong(value, key, 'pattern');
      return;
    }
    const details = patternProblem(value.text);
    if (details !== undefined) this.add('pattern-invalid', value.at, { details });
  }

  named(value: YamlValue, of: ContractValueForm, key: string): void {
    if (value.kind !== 'map') {
      this.wrong(value, key, 'map');
      return;
    }
    for (const entry of value.entries) {
      if (entry.key.trim() === '') this.add('glob-empty', entry.keyAt, { key });
      this.value(entry.value, of, key);
    }
  }

  /** A map is meant as the object, anything else as the other form. */
  either(value: YamlValue, forms: readonly ContractValueForm[], key: string): void {
    const object = forms.find(({ form }) => form === 'object');
    const other = forms.find(({ form }) => form !== 'object');
    const meant = value.kind === 'map' ? object : other;
    if (meant !== undefined) this.value(value, meant, key);
  }

  wrong(value: YamlValue, key: string, wanted: string, choices: readonly string[] = []): void {
    this.add('value-wrong', value.at, { key, wanted, ...(choices.length > 0 ? { choices: choices.join(', ') } : {}) });
  }

  add(code: ContractProblemCode, at: ContractPlace, data: ContractProblem['data'] = {}): void {
    this.problems.push({ code, at, data });
  }
}

/** Names that look like numbers are written without quotes. */
function isText(value: YamlValue): value is Extract<YamlValue, { text: string }> {
  return value.kind === 'text' || value.kind === 'number';
}

function suggested(word: string, words: readonly string[]): { suggestion?: string } {
  const suggestion = nearestWord(word, words);
  return suggestion === undefined ? {} : { suggestion };
}
