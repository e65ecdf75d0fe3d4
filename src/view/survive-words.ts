/** What survives a backup and its restore, in words. */
import type { SurvivalEvidence, SurvivalQuestion, SurvivalReason } from '../backup/index.ts';
import { phrase } from './phrase.ts';

export const SURVIVAL_QUESTION_WORDS: Readonly<Record<SurvivalQuestion, string>> = {
  unencrypted: phrase('In an unencrypted backup'),
  encrypted: phrase('In an encrypted backup'),
  samePhone: phrase('Restored to the same phone'),
  otherPhone: phrase('Restored to another phone'),
};

export const SURVIVAL_EVIDENCE_WORDS: Readonly<Record<SurvivalEvidence, string>> = {
  'this-backup': phrase('This backup lists it.'),
  apple: phrase('Apple documents it.'),
  class: phrase('The protection class decides it.'),
  assumed: phrase('Assumed: no rule is known that contradicts it.'),
};

export const SURVIVAL_REASON_WORDS: Readonly<Record<SurvivalReason, string>> = {
  listed: phrase('It is in this backup.'),
  health: phrase('Only encrypted backups contain Health data.'),
  'call-history': phrase('Only encrypted backups contain the call history.'),
  'website-history': phrase('Only encrypted backups contain the website history.'),
  'no-known-rule': phrase('No rule is known that would leave it out.'),
  'any-phone': phrase('It is not bound to a phone.'),
  'device-only': phrase('It is bound to the phone (“this device only”).'),
  'keychain-sealed': phrase('An unencrypted backup seals the whole keychain to the phone.'),
  'passcode-only': phrase('It is lost with the passcode of the phone.'),
  'class-unknown': phrase('Its protection class is unknown.'),
  'see-items': phrase('Each item of the keychain has its own answer.'),
  'record-unreadable': phrase('Its record is damaged.'),
};
