/** The language of the page: what the extension's greeting says about it, as the formats and the translator of `view`. */
import { formatterFor, translatorFrom, type Greeting, type Locale } from '../src/view/index.ts';

export function localeOf(greeting: Greeting): Locale {
  return { format: formatterFor(greeting.language), translate: translatorFrom(greeting.bundle) };
}
