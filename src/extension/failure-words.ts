/** Any error as words for people: the table's for coded ones, a plain apology for all others. Knows no VS Code. */
import { isCodedError } from '../base/index.ts';
import { inEnglish, isErrorCode, wordsFor, type ActionId, type ErrorCode, type Failure, type Translate } from '../view/index.ts';

export function failureOf(error: unknown, translate: Translate): Failure {
  const code = codeOf(error);
  const { message, action } = wordsFor('vscode', code, dataOf(error), translate);
  return { code, message, action };
}

/** What can be done about it with one click. */
export function actionsAgainst(error: unknown): readonly ActionId[] {
  return wordsFor('vscode', codeOf(error), dataOf(error), inEnglish).actions;
}

function codeOf(error: unknown): ErrorCode {
  return isCodedError(error) && isErrorCode(error.code) ? error.code : 'internal';
}

function dataOf(error: unknown): Readonly<Record<string, unknown>> {
  return isCodedError(error) ? error.data : {};
}

/** For the log: code, developer's message, data without what is secret or personal, causes, and the stack of what was not expected. */
export function logLinesOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const coded = isCodedError(error);
  const head = coded ? `${error.code}: ${error.message}` : (error.stack ?? error.message);
  const cause = error.cause === undefined ? '' : `\n  because ${logLinesOf(error.cause)}`;
  return head + cause;
}
