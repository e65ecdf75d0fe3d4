/** What a restore takes from a phone, in the words that a person reads before saying yes. */
import type { RemovalCode } from '../backup/index.ts';
import { phrase, valuesFor, type Translate } from './phrase.ts';

/** `{domain}` is a domain of the backup. */
const REMOVAL_WORDS: Readonly<Record<RemovalCode, string>> = {
  'nothing-removed': phrase('Nothing is removed: what the backup does not hold stays on the device.'),
  'not-in-backup': phrase('Everything that the backup does not hold is removed from the device.'),
  'domain-trimmed': phrase(
    'Everything in {domain} that the backup does not hold is removed from the device, even though it was asked to keep it.',
  ),
  'domain-emptied': phrase('{domain} is emptied, because the backup holds nothing of it.'),
  'system-unknown': phrase(
    'The device does not report its system version. With system files, iOS 27 and later remove photos and other data that the backup does not hold.',
  ),
  'setup-again': phrase('Setup Assistant runs again on the device.'),
};

/** Said behind what rests on single reports. */
const ASSUMED = phrase('(reported, not documented)');

interface RemovalView {
  readonly code: RemovalCode;
  readonly domain?: string | undefined;
  readonly isAssumed: boolean;
}

/** A removal as one sentence. Facts that are only reported are marked as such. */
export function removalWords({ code, domain, isAssumed }: RemovalView, translate: Translate): string {
  const template = REMOVAL_WORDS[code];
  const sentence = translate(template, valuesFor(template, { domain }, translate));
  return isAssumed ? `${sentence} ${translate(ASSUMED, {})}` : sentence;
}
