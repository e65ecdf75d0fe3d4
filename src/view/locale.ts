/** The language of whoever reads. */
import { formatterFor, type Formatter } from './format.ts';
import { inEnglish, type Translate } from './phrase.ts';

/** How numbers and dates are written, and how English templates become the language. */
export interface Locale {
  readonly format: Formatter;
  readonly translate: Translate;
}

export const englishLocale: Locale = { format: formatterFor('en'), translate: inEnglish };
