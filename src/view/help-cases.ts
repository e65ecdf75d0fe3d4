/** What the tables say about one code, gathered for its page of help: every wording with what to do, per surface, and what belongs to it. */
import type { ActionId } from './actions.ts';
import { ERROR_ACTIONS, FINDING_ACTIONS, REFUSAL_ACTIONS } from './actions-by-code.ts';
import { ERROR_WORDS, type ErrorCode } from './error-words.ts';
import { FINDING_CODES, findingWords } from './finding-words.ts';
import { inEnglish, leavingOpen, phrase, valuesFor, type Translate } from './phrase.ts';
import { REFUSAL_CODES, REFUSAL_WORDS, REFUSAL_WORDS_OF, type RefusalCode } from './refusal-words.ts';
import { textOn, type ErrorWords, type SurfaceText } from './surface-words.ts';
import { WHY_OF_ERROR } from './why-errors.ts';
import { WHY_OF_FINDING } from './why-findings.ts';
import { WHY_OF_REFUSAL } from './why-refusals.ts';
import { ALL_WORDS_BY_DATA } from './words-by-data.ts';

/** One way in which a code is met. */
export interface HelpCase {
  readonly what: string;
  /** In VS Code, in the language of the page. */
  readonly action: string;
  /** On the command line, which speaks English; absent where the same is to be done. */
  readonly terminalAction?: string;
  /** During what, where the same code means something else then. */
  readonly during?: string;
}

export interface HelpCases {
  /** The name of its page, without a folder or an ending. */
  readonly name: string;
  /** As it is called everywhere. */
  readonly code: string;
  readonly kind: 'error' | 'finding' | 'device';
  /** The cause, and what shows it. */
  readonly why: string;
  /** The usual one first. */
  readonly cases: readonly HelpCase[];
  readonly actions: readonly ActionId[];
  /** The device's own codes (MBErrorDomain) that lead to it. */
  readonly deviceCodes: readonly number[];
}

const OPERATIONS: Readonly<Record<string, string>> = {
  cloud: phrase('When iCloud Backup is switched'),
  encryption: phrase('When the backup password is changed'),
  restore: phrase('During a restore'),
};

/** Which of the device's codes come with an error of ours. */
const DEVICE_CODES: Readonly<Partial<Record<ErrorCode, readonly number[]>>> = {
  'backup-unfinished': [204],
  'device-locked': [208],
  'device-refused': REFUSAL_CODES,
  'disk-full': [105],
  'encryption-required': [207],
  'password-refused': [207],
  'password-wrong': [207],
  'previous-broken': [205],
};

/** Every code that has a page: errors, findings, and the device's own. */
export function allHelpCases(toReader: Translate = inEnglish): HelpCases[] {
  const translate = leavingOpen(toReader);
  return [
    ...(Object.keys(ERROR_WORDS) as ErrorCode[]).map((code) => casesOfError(code, translate)),
    ...FINDING_CODES.map((code): HelpCases => {
      const { title, action } = findingWords(code, 'vscode');
      const words = { what: `${translate(title, {})}.`, action: translate(action, {}) };
      const terminalAction = findingWords(code, 'terminal').action;
      const cases = [{ ...words, ...(terminalAction === action ? {} : { terminalAction }) }];
      const why = translate(WHY_OF_FINDING[code], {});
      return { name: code, code, kind: 'finding', why, cases, actions: FINDING_ACTIONS[code], deviceCodes: [] };
    }),
    ...REFUSAL_CODES.map((code) => casesOfDevice(code, translate)),
  ];
}

function casesOfError(code: ErrorCode, translate: Translate): HelpCases {
  const variants = code === 'device-refused' ? [] : ALL_WORDS_BY_DATA.filter((words) => words.code === code);
  return {
    name: code,
    code,
    kind: 'error',
    why: translate(WHY_OF_ERROR[code], {}),
    cases: withoutRepeats([ERROR_WORDS[code], ...variants.map(({ words }) => words)].map((words) => caseOf(words, translate))),
    actions: ERROR_ACTIONS[code],
    deviceCodes: DEVICE_CODES[code] ?? [],
  };
}

function casesOfDevice(code: RefusalCode, translate: Translate): HelpCases {
  const usual = REFUSAL_WORDS[code] ?? ERROR_WORDS['device-refused'];
  const values = { deviceCode: code, description: `MBErrorDomain/${String(code)}` };
  const byData = ALL_WORDS_BY_DATA.filter((words) => words.deviceCodes?.includes(code) === true).map(({ words }) =>
    caseOf(words, translate),
  );
  const byOperation = Object.entries(REFUSAL_WORDS_OF).flatMap(([operation, words]) => {
    const own = words?.[code];
    return own === undefined ? [] : [{ ...caseOf(own, translate), during: translate(OPERATIONS[operation] ?? operation, {}) }];
  });
  return {
    name: `MBErrorDomain-${String(code)}`,
    code: `MBErrorDomain/${String(code)}`,
    kind: 'device',
    why: translate(WHY_OF_REFUSAL[code], {}),
    cases: withoutRepeats([caseOf(usual, translate, REFUSAL_WORDS[code] === undefined ? values : {}), ...byData, ...byOperation]),
    actions: REFUSAL_ACTIONS[code] ?? ERROR_ACTIONS['device-refused'],
    deviceCodes: [code],
  };
}

function caseOf({ message, action }: ErrorWords, translate: Translate, data: Readonly<Record<string, unknown>> = {}): HelpCase {
  const said = (text: SurfaceText, surface: 'vscode' | 'terminal', into: Translate) => {
    const template = textOn(surface, text);
    return into(template, valuesFor(template, data, into));
  };
  return {
    what: said(message, 'vscode', translate),
    action: said(action, 'vscode', translate),
    ...(typeof action === 'string' ? {} : { terminalAction: said(action, 'terminal', leavingOpen(inEnglish)) }),
  };
}

function withoutRepeats(cases: readonly HelpCase[]): HelpCase[] {
  return cases.filter(({ what, action }, at) => cases.findIndex((other) => other.what === what && other.action === action) === at);
}
