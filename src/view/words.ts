/** The words of an error for whoever reads them: by what its data says, by the device's own code, or by its code. */
import { ERROR_ACTIONS, REFUSAL_ACTIONS } from './actions-by-code.ts';
import { onCommandLine, type ActionId } from './actions.ts';
import { ERROR_WORDS, type ErrorCode } from './error-words.ts';
import { inEnglish, valuesFor, type Translate } from './phrase.ts';
import { REFUSAL_WORDS, REFUSAL_WORDS_OF } from './refusal-words.ts';
import { textOn, textsOf, type ErrorWords, type Surface } from './surface-words.ts';
import { ALL_WORDS_BY_DATA, wordsByData, withSizes } from './words-by-data.ts';

/** What to show: sentences in the language of the reader. */
interface Words {
  readonly message: string;
  readonly action: string;
  /** What can be done with one click, the most useful first. */
  readonly actions: readonly ActionId[];
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
  const said = (template: string) => translate(template, valuesFor(template, values, translate));
  const action = said(textOn(surface, words.action));
  const actions = words.actions ?? actionsOf(code, data);
  return {
    message: said(textOn(surface, words.message)),
    action: keepsLastGood(code, data) ? `${action} ${translate(LAST_GOOD_KEPT, {})}` : action,
    actions: surface === 'terminal' ? onCommandLine(actions) : actions,
  };
}

/** Of a refusal by the device's own code, else by ours. */
function actionsOf(code: ErrorCode, { deviceCode }: Readonly<Record<string, unknown>>): readonly ActionId[] {
  return (code === 'device-refused' ? REFUSAL_ACTIONS[Math.abs(Number(deviceCode))] : undefined) ?? ERROR_ACTIONS[code];
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
  const all: ErrorWords[] = [
    ...Object.values(ERROR_WORDS),
    ...Object.values(REFUSAL_WORDS),
    ...special,
    ...ALL_WORDS_BY_DATA.map(({ words }) => words),
  ];
  return [LAST_GOOD_KEPT, ...all.flatMap(({ message, action }) => [...textsOf(message, surface), ...textsOf(action, surface)])];
}

/** `operation` says what the device refused; a backup where nothing is said. */
function refusalOf({ deviceCode, operation }: Readonly<Record<string, unknown>>): ErrorWords | undefined {
  if (typeof deviceCode !== 'number' && typeof deviceCode !== 'bigint') return undefined;
  const code = Math.abs(Number(deviceCode));
  return (typeof operation === 'string' ? REFUSAL_WORDS_OF[operation]?.[code] : undefined) ?? REFUSAL_WORDS[code];
}

/** Words with what can be done about them, as the tables have both: for whoever checks that the two agree. */
export function errorAdvice(): { readonly action: ErrorWords['action']; readonly actions: readonly ActionId[] }[] {
  const codes = Object.keys(ERROR_WORDS) as ErrorCode[];
  const refusals: [string, ErrorWords][] = [REFUSAL_WORDS, ...Object.values(REFUSAL_WORDS_OF)].flatMap((words) =>
    Object.entries(words ?? {}),
  );
  return [
    ...codes.map((code) => ({ action: ERROR_WORDS[code].action, actions: actionsOf(code, {}) })),
    ...refusals.map(([deviceCode, { action, actions }]) => ({ action, actions: actions ?? actionsOf('device-refused', { deviceCode }) })),
    ...ALL_WORDS_BY_DATA.map(({ code, deviceCodes = [], words: { action, actions } }) => ({
      action,
      actions: actions ?? (isErrorCode(code) ? actionsOf(code, { deviceCode: deviceCodes[0] }) : []),
    })),
  ];
}
