/** The findings of the last check that holds for the folder as it is now, as the page lists them. */
import type { BackupHistory, FindingCode, FindingSeverity } from '../backup/index.ts';
import type { ActionId } from './actions.ts';
import { findingWords } from './finding-words.ts';
import type { Locale } from './locale.ts';
import type { FindingRow, FindingsView, Tone } from './overview-messages.ts';
import { phrase } from './phrase.ts';
import { visible } from './plain-text.ts';
import { VERDICT_WORDS, checkWords, earlierWords } from './verdict-words.ts';

interface KnownFindings {
  readonly history: Pick<BackupHistory, 'verdict' | 'earlier'>;
  /** How grave each finding is; the caller knows, for this room takes only types from the other. */
  readonly severityOf: (code: FindingCode) => FindingSeverity;
  /** `domain/path` of a file by its fileID; undefined where the list of files cannot be read, or has no such file. */
  readonly nameOf: (fileID: string) => string | undefined;
  /** What the button for an action says; undefined where none can be had. */
  readonly labelOf: (action: ActionId) => string | undefined;
}

/** More than anybody reads; a report of a verification has all. */
export const MOST_FINDINGS = 500;

const GRAVITY: Readonly<Record<FindingSeverity, number>> = { error: 0, warning: 1, information: 2 };
const SEVERITY_WORDS: Readonly<Record<FindingSeverity, string>> = {
  error: phrase('Error'),
  warning: phrase('Warning'),
  information: phrase('Information'),
};
const TONES: Readonly<Record<FindingSeverity, Tone>> = { error: 'error', warning: 'warning', information: 'neutral' };

export function findingsView(known: KnownFindings, locale: Locale, now: Date): FindingsView {
  const { translate, format } = locale;
  const { verdict, earlier } = known.history;
  if (verdict === undefined) {
    const age = earlier === undefined ? '' : earlierWords(earlier, locale, now);
    const unknown = translate(
      'No check is known that applies to this folder as it is now. Verify the backup to see what is wrong with it, if anything is.',
      {},
    );
    return { title: translate('Not checked', {}), sentence: age === '' ? unknown : `${unknown} (${age})`, rows: [], needsCheck: true };
  }
  const rows = rowsOf(known, locale);
  const shown = rows.slice(0, MOST_FINDINGS);
  const sentences = [checkWords(verdict, locale, now)];
  if (shown.length < rows.length || verdict.hasMoreProblems) {
    sentences.push(translate('There are more findings than are listed here. Verify the backup to see all.', {}));
  }
  const { short, severity } = VERDICT_WORDS[verdict.verdict];
  const isUnexplained = rows.length === 0 && severity !== 'information';
  if (isUnexplained) sentences.push(translate('What led to this verdict was not recorded. Verify the backup to see it.', {}));
  const none = translate('The last check found no errors and no warnings', {});
  const title =
    rows.length === 0 ? (isUnexplained ? translate(short, {}) : none) : countWords(rows.length, format.count(rows.length), translate);
  return { title, sentence: `${sentences.join('. ')}.`.replaceAll('..', '.'), rows: shown, needsCheck: isUnexplained };
}

function countWords(count: number, shown: string, translate: Locale['translate']): string {
  return count === 1 ? translate('1 finding', {}) : translate('{count} findings', { count: shown });
}

function rowsOf({ history, severityOf, nameOf, labelOf }: KnownFindings, { format, translate }: Locale): FindingRow[] {
  const { problems = {}, general = {} } = history.verdict ?? {};
  const row = (code: FindingCode, key: string, where: string, fileID?: string): FindingRow & { gravity: number } => {
    const { title, action, actions } = findingWords(code, 'vscode');
    const severity = severityOf(code);
    return {
      gravity: GRAVITY[severity],
      key,
      tone: TONES[severity],
      severity: translate(SEVERITY_WORDS[severity], {}),
      code,
      title: translate(title, {}),
      action: translate(action, {}),
      where,
      ...(fileID === undefined ? {} : { fileID }),
      remedies: actions.flatMap((id) => {
        const label = labelOf(id);
        return label === undefined ? [] : [{ id, label }];
      }),
    };
  };
  const whole = Object.entries(general).map(([code, count]) =>
    row(
      code as FindingCode,
      `general ${code}`,
      count === 1 ? translate('the backup', {}) : translate('{count} times', { count: format.count(count) }),
    ),
  );
  const files = Object.entries(problems).map(([fileID, code]) => {
    const name = nameOf(fileID);
    return row(code, `file ${fileID}`, name === undefined ? fileID : visible(name), name === undefined ? undefined : fileID);
  });
  return [...whole, ...files].sort((one, other) => one.gravity - other.gravity).map(({ gravity: _, ...rest }) => rest);
}
