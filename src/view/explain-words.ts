/** What a code means and what to do: error codes, findings, the device's own numbers, and the exit status of idevicebackup2. */
import type { FindingCode } from '../backup/index.ts';
import { FINDING_CODES, findingWords } from './finding-words.ts';
import { inEnglish, leavingOpen, phrase, type Translate } from './phrase.ts';
import { REFUSAL_WORDS } from './refusal-words.ts';
import type { Surface } from './surface-words.ts';
import { isErrorCode, wordsFor } from './words.ts';

/** A code in words. */
interface Explanation {
  /** As it is called everywhere: `disk-full`, `MBErrorDomain/205`. */
  readonly code: string;
  readonly what: string;
  readonly action: string;
}

/** An exit status is the low byte of the negative error code of the device. */
const EXIT_STATUS_RANGE = 256;
const ABORTED = 255;
const SUCCESS = phrase('idevicebackup2 reports success. That alone does not prove that the backup is complete.');
const NEVER_STARTED = phrase('idevicebackup2 was canceled, or the backup never started.');

/** `text` is an error code, a finding, `MBErrorDomain/NUMBER`, or an exit status of idevicebackup2. Undefined when nothing is known by that name. */
export function explain(text: string, surface: Surface, toReader: Translate = inEnglish): Explanation | undefined {
  const code = text.trim();
  const translate = leavingOpen(toReader);
  const domain = /^MBErrorDomain[/ ]?-?(\d+)$/i.exec(code)?.[1];
  if (domain !== undefined) return ofDevice(Number(domain), surface, translate);
  if (/^\d+$/.test(code)) return ofExitStatus(Number(code), surface, translate);
  if (isErrorCode(code)) {
    const { message, action } = wordsFor(surface, code, {}, translate);
    return { code, what: message, action };
  }
  if (!isFindingCode(code)) return undefined;
  const { title, action } = findingWords(code, surface);
  return { code, what: `${translate(title, {})}.`, action: translate(action, {}) };
}

function ofDevice(number: number, surface: Surface, translate: Translate): Explanation | undefined {
  if (!Object.hasOwn(REFUSAL_WORDS, number)) return undefined;
  const { message, action } = wordsFor(
    surface,
    'device-refused',
    { deviceCode: number, description: `MBErrorDomain/${String(number)}` },
    translate,
  );
  return { code: `MBErrorDomain/${String(number)}`, what: message, action };
}

function ofExitStatus(status: number, surface: Surface, translate: Translate): Explanation | undefined {
  if (status === 0) {
    return {
      code: 'idevicebackup2 0',
      what: translate(SUCCESS, {}),
      action: wordsFor(surface, 'backup-unverified', {}, translate).action,
    };
  }
  if (status === ABORTED) {
    return {
      code: 'idevicebackup2 255',
      what: translate(NEVER_STARTED, {}),
      action: wordsFor(surface, 'link-lost', {}, translate).action,
    };
  }
  const explained = ofDevice(EXIT_STATUS_RANGE - status, surface, translate);
  return explained && { ...explained, code: `idevicebackup2 ${String(status)} = ${explained.code}` };
}

function isFindingCode(code: string): code is FindingCode {
  return (FINDING_CODES as readonly string[]).includes(code);
}
