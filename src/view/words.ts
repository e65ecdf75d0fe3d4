/** The words of an error for whoever reads them: by what its data says, by the device's own code, or by its code. */
import { ERROR_WORDS, type ErrorCode } from './error-words.ts';
import { inEnglish, valuesFor, type Translate } from './phrase.ts';
import { REFUSAL_WORDS, REFUSAL_WORDS_OF } from './refusal-words.ts';
import { textOn, textsOf, type ErrorWords, type Surface } from './surface-words.ts';
import { ALL_WORDS_BY_DATA, wordsByData, withSizes } from './words-by-data.ts';

/** What to show: sentences in the language of the reader. */
interface Words {
  readonly message: string;
  readonly action: string;
}

const LAST_GOOD_KEPT = 'The last good backup is unchanged.';

/**
 * What happened and what to do, in the words for `surface`. A refusal by the device is explained by its own code. `translate` receives the
 * English template, so that it can be looked up in another language.
 */
export function wordsFor(
  surface: Surface,
  code: ErrorCode,
  data: Readonly<Record<string, unknown>> = {},
  translate: Translate = inEnglish,
): Words {
  const words = wordsByData(code, data) ?? (code === 'device-refused' ? refusalOf(data) : undefined) ?? ERROR_WORDS[code];
  const values = withSizes(data);
  const said = (template: string) => translate(template, valuesFor(template, values));
  const action = said(textOn(surface, words.action));
  return {
    message: said(textOn(surface, words.message)),
    action: keepsLastGood(code, data) ? `${action} ${translate(LAST_GOOD_KEPT, {})}` : action,
  };
}

/** Said only where a run has found a finished backup in its folder; and not where nobody would fear for it, because nothing was begun. */
function keepsLastGood(code: ErrorCode, { hasLastGood, hasBegun }: Readonly<Record<string, unknown>>): boolean {
  return hasLastGood === true && (hasBegun === true || code === 'cancelled');
}

/** True for a code in the table. A code that crosses a worker or a bundle is just text until it is checked. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_WORDS, code);
}

/** Every English template of the tables that is read on `surface`; on both unless given. */
export function errorTemplates(surface?: Surface): string[] {
  const special = Object.values(REFUSAL_WORDS_OF).flatMap((words) => Object.values(words ?? {}));
  const all: ErrorWords[] = [...Object.values(ERROR_WORDS), ...Object.values(REFUSAL_WORDS), ...special, ...ALL_WORDS_BY_DATA];
  return [LAST_GOOD_KEPT, ...all.flatMap(({ message, action }) => [...textsOf(message, surface), ...textsOf(action, surface)])];
}

/** `operation` says what the device refused; a backup where nothing is said. */
function refusalOf({ deviceCode, operation }: Readonly<Record<string, unknown>>): ErrorWords | undefined {
  if (typeof deviceCode !== 'number' && typeof deviceCode !== 'bigint') return undefined;
  const code = Math.abs(Number(deviceCode));
  return (typeof operation === 'string' ? REFUSAL_WORDS_OF[operation]?.[code] : undefined) ?? REFUSAL_WORDS[code];
}
