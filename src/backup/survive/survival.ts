/** What survives a backup and its restore, as plain data. Text in it comes from backups and must not be trusted. */
import type { BackupFile } from '../read/backup.ts';
import type { KeychainRow } from '../read/keychain-listing.ts';

/**
 * The four questions. `unencrypted` and `encrypted`: would a backup of that kind contain it? `samePhone` and `otherPhone`: does a restore of *this* backup bring
 * it back there?
 */
export type SurvivalQuestion = 'unencrypted' | 'encrypted' | 'samePhone' | 'otherPhone';

/** What an answer rests on. */
export type SurvivalEvidence =
  | 'this-backup' // this backup lists it
  | 'apple' // Apple's list of what only encrypted backups contain (support article 108353)
  | 'class' // the protection class: Apple's open source, and its documentation of “this device only”
  | 'assumed'; // nothing known speaks against it

/** Why. */
export type SurvivalReason =
  | 'listed' // it is in this backup
  | 'health' // only encrypted backups contain Health data
  | 'call-history' // only encrypted backups contain it
  | 'website-history'
  | 'no-known-rule' // no rule is known that would leave it out
  | 'any-phone'
  | 'device-only' // “this device only”: bound to the phone
  | 'keychain-sealed' // an unencrypted backup seals the whole keychain to the phone
  | 'passcode-only' // lost with the passcode of the phone
  | 'class-unknown'
  | 'see-items' // the keychain file: each item has an answer of its own
  | 'record-unreadable';

/** One answer. `null`: nobody can know. */
export interface SurvivalAnswer {
  readonly survives: boolean | null;
  readonly evidence: SurvivalEvidence;
  readonly reason: SurvivalReason;
}

/** An answer to each question. */
export type Survival = Readonly<Record<SurvivalQuestion, SurvivalAnswer>>;

/** A file, directory or link with its answers. */
export interface FileSurvival extends Pick<BackupFile, 'domain' | 'relativePath' | 'kind' | 'size' | 'protectionClass'> {
  readonly survival: Survival;
}

/** An item of the keychain with its answers; never with its secret. */
export interface KeychainSurvival extends Omit<KeychainRow, 'secret'> {
  readonly survival: Survival;
}

/** How many of something get yes, no, or nobody knows, and how many of these answers are assumed. */
export interface SurvivalCounts {
  readonly yes: number;
  readonly no: number;
  readonly unknown: number;
  readonly assumed: number;
}

/** The files of one domain: an app, a group of apps, or a part of the system. */
export interface DomainSurvival {
  readonly domain: string;
  /** Regular files. */
  readonly files: number;
  readonly bytes: number;
  readonly counts: Readonly<Record<SurvivalQuestion, SurvivalCounts>>;
}
