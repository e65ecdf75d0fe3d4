/** A failure as a document: what happened, why, what to do, and the facts for whoever helps. */
import { whyOf } from './explain-words.ts';
import { phrase, type Translate } from './phrase.ts';
import { wrappedText } from './wrapped-text.ts';

/** A failure as it was told, with what the program knows of it. */
interface FailureFacts {
  readonly message: string;
  readonly action: string;
  readonly code: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** For developers: the messages of the error and of its causes. */
  readonly log: string;
}

/** Which facts are told, and under which name. */
const FACTS: readonly (readonly [key: string, label: string])[] = [
  ['deviceCode', phrase('Code of the device')],
  ['description', phrase('The device says')],
  ['phase', phrase('Phase')],
  ['item', phrase('File')],
  ['path', phrase('Path')],
  ['percent', phrase('Percent')],
];

/** Markdown-like text; headings begin with #. */
export function failureDocument({ message, action, code, at, data, log }: FailureFacts, translate: Translate): string {
  const facts = FACTS.flatMap(([key, label]) => {
    const value = data[key];
    const isShown = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
    return isShown ? [`${translate(label, {})}: ${key === 'deviceCode' ? 'MBErrorDomain/' : ''}${String(value)}`] : [];
  });
  const why = whyOf(code, data, translate);
  return [
    `# ${translate('What happened', {})}`,
    wrappedText(message),
    '',
    ...(why === undefined ? [] : [`# ${translate('Why', {})}`, wrappedText(why), '']),
    `# ${translate('What to do', {})}`,
    wrappedText(action),
    '',
    `# ${translate('Details', {})}`,
    `${translate('Code', {})}: ${code}`,
    `${translate('Time', {})}: ${at}`,
    ...facts,
    '',
    log,
    '',
  ].join('\n');
}
