/** What a code means and what to do: error codes, findings, the device's own numbers, and the exit status of idevicebackup2. */
import type { FindingCode } from '../backup/index.ts';
import { FINDING_CODES, findingWords } from './finding-words.ts';
import { inEnglish, leavingOpen, phrase, type Translate } from './phrase.ts';
import { REFUSAL_CODES, REFUSAL_WORDS, type RefusalCode } from './refusal-words.ts';
import type { Surface } from './surface-words.ts';
import { WHY_OF_ERROR } from './why-errors.ts';
import { WHY_OF_FINDING } from './why-findings.ts';
import { WHY_OF_REFUSAL } from './why-refusals.ts';
import { isErrorCode, wordsFor } from './words.ts';

/** A code in words. */
interface Explanation {
  /** As it is called everywhere: `disk-full`, `MBErrorDomain/205`. */
  readonly code: string;
  readonly what: string;
  /** The cause, and what shows it. */
  readonly why: string;
  readonly action: string;
}

/** An exit status is the low byte of the negative error code of the device. */
const EXIT_STATUS_RANGE = 256;
const ABORTED = 255;
const SUCCESS = phrase('idevicebackup2 reports success. That alone does not prove that the backup is complete.');
const WHY_SUCCESS_IS_NO_PROOF = phrase('It looks only at what Status.plist says, and does not check the files.');
const NEVER_STARTED = phrase('idevicebackup2 was canceled, or the backup never started.');
const WHY_NEVER_STARTED = phrase(
  'It ends with 255 whenever the device gave no final answer: it could not be reached, its backup service did not start, or somebody stopped the program.',
);

/** `text` is an error code, a finding, `MBErrorDomain/NUMBER`, or an exit status of idevicebackup2. Undefined when nothing is known by that name. */
export function explain(text: string, surface: Surface, toReader: Translate = inEnglish): Explanation | undefined {
  const code = text.trim();
  const translate = leavingOpen(toReader);
  const domain = /^MBErrorDomain[/ ]?-?(\d+)$/i.exec(code)?.[1];
  if (domain !== undefined) return ofDevice(Number(domain), surface, translate);
  if (/^\d+$/.test(code)) return ofExitStatus(Number(code), surface, translate);
  if (isErrorCode(code)) {
    const { message, action } = wordsFor(surface, code, {}, translate);
    return { code, what: message, why: translate(WHY_OF_ERROR[code], {}), action };
  }
  if (!isFindingCode(code)) return undefined;
  const { title, action } = findingWords(code, surface);
  return { code, what: `${translate(title, {})}.`, why: translate(WHY_OF_FINDING[code], {}), action: translate(action, {}) };
}

/** Why an error happens: by the device's own code where it refused, else by ours. */
export function whyOf(code: string, data: Readonly<Record<string, unknown>>, translate: Translate = inEnglish): string | undefined {
  const deviceCode = code === 'device-refused' ? Math.abs(Number(data.deviceCode)) : Number.NaN;
  if (isRefusalCode(deviceCode)) return translate(WHY_OF_REFUSAL[deviceCode], {});
  return isErrorCode(code) ? translate(WHY_OF_ERROR[code], {}) : undefined;
}

function ofDevice(number: number, surface: Surface, translate: Translate): Explanation | undefined {
  if (!isRefusalCode(number)) return undefined;
  const code = `MBErrorDomain/${String(number)}`;
  // What ends only a restore has words of a restore.
  const operation = REFUSAL_WORDS[number] === undefined ? { operation: 'restore' } : {};
  const { message, action } = wordsFor(surface, 'device-refused', { deviceCode: number, description: code, ...operation }, translate);
  return { code, what: message, why: translate(WHY_OF_REFUSAL[number], {}), action };
}

function ofExitStatus(status: number, surface: Surface, translate: Translate): Explanation | undefined {
  if (status === 0) {
    return {
      code: 'idevicebackup2 0',
      what: translate(SUCCESS, {}),
      why: translate(WHY_SUCCESS_IS_NO_PROOF, {}),
      action: wordsFor(surface, 'backup-unverified', {}, translate).action,
    };
  }
  if (status === ABORTED) {
    return {
      code: 'idevicebackup2 255',
      what: translate(NEVER_STARTED, {}),
      why: translate(WHY_NEVER_STARTED, {}),
      action: wordsFor(surface, 'link-lost', {}, translate).action,
    };
  }
  const explained = ofDevice(EXIT_STATUS_RANGE - status, surface, translate);
  return explained && { ...explained, code: `idevicebackup2 ${String(status)} = ${explained.code}` };
}

function isRefusalCode(code: number): code is RefusalCode {
  return (REFUSAL_CODES as readonly number[]).includes(code);
}

function isFindingCode(code: string): code is FindingCode {
  return (FINDING_CODES as readonly string[]).includes(code);
}
