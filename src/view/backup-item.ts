/** A backup as a row of the Backups view: its state in an icon, a few words and one sentence. */
import type { BackupJob } from './backup-job.ts';
import { oneLine, phrase } from './phrase.ts';
import { systemWithVersion } from './product-name.ts';
import type { Locale } from './locale.ts';
import { folderRunWords, type RunElsewhere } from './run-elsewhere.ts';
import { contextValue, joined, type TreeItemView } from './tree-item.ts';
import { VERDICT_WORDS, checkWords, earlierWords, unreadWords, type Check, type EarlierCheck } from './verdict-words.ts';

export interface BackupState {
  readonly path: string;
  readonly udid?: string;
  readonly deviceName?: string;
  readonly productType?: string;
  readonly productVersion?: string;
  readonly date?: Date;
  readonly encrypted?: boolean;
  /** This session holds the keys of an encrypted backup. */
  readonly unlocked?: boolean;
  readonly full?: boolean;
  /** The last run came to its end. */
  readonly finished: boolean;
  /** A run was cut off, and the last good version is shown in its place. */
  readonly throughJournal: boolean;
  /** The words of what makes the folder unreadable. */
  readonly errorMessage?: string;
  /** The first run into this folder did not come to its end: nothing was ever there that could be read. */
  readonly neverFinished?: boolean;
  /** A run of another process holds the folder. */
  readonly elsewhere?: RunElsewhere;
  /** The verdict that is true of the folder as it lies there. */
  readonly check?: Check;
  /** If there is none: the newest verdict, about an earlier state of the folder. */
  readonly earlier?: EarlierCheck;
  /** Why the newest run brought no new version, and when it ended; absent when it brought one. */
  readonly failedRun?: { readonly at: Date; readonly code: string };
  /** When this program made the version that is there. */
  readonly madeAt?: Date;
  /** What the computer wrote as the date, whether or not the run succeeded. */
  readonly infoDate?: Date;
  /** Size of all its files. */
  readonly bytes?: number;
  /** The path of the backup that this is a previous version of. */
  readonly versionOf?: string;
  readonly job?: BackupJob;
  /** Where it lies, when another backup of this device has the same date. */
  readonly place?: string;
}

type Standing =
  | 'running'
  | 'restoring'
  | 'elsewhere'
  | 'unreadable'
  | 'unfinished'
  | 'through-journal'
  | 'judged'
  | 'encrypted'
  | 'unlocked'
  | 'plain'
  | 'unknown';

const STANDING_WORDS: Readonly<Record<Exclude<Standing, 'judged'>, { icon: string; words: string }>> = {
  running: { icon: 'sync~spin', words: phrase('Backup in progress') },
  restoring: { icon: 'sync~spin', words: phrase('Being restored') },
  elsewhere: { icon: 'sync', words: phrase('Backup in progress') },
  unreadable: { icon: 'warning', words: phrase('Cannot be read') },
  unfinished: { icon: 'warning', words: phrase('Not finished: back up again') },
  'through-journal': { icon: 'history', words: phrase('Last good version (a later run was interrupted)') },
  encrypted: { icon: 'lock', words: phrase('Encrypted, locked') },
  unlocked: { icon: 'unlock', words: phrase('Encrypted, unlocked') },
  plain: { icon: 'archive', words: phrase('Not encrypted') },
  unknown: { icon: 'archive', words: phrase('Not checked') },
};

export function backupItem(state: BackupState, locale: Locale, now = new Date()): TreeItemView {
  const { format, translate } = locale;
  const date = state.date === undefined ? translate('Unknown date', {}) : format.dateTime(state.date);
  const standing = standingOf(state);
  const words = wordsOf(standing, state, locale);
  const checked = checkedWords(state, standing, locale, now);
  const system = state.productVersion === undefined ? undefined : systemWithVersion(state.productType, state.productVersion);
  const kind = state.full === undefined ? undefined : state.full ? translate('full', {}) : translate('incremental', {});
  const size = state.bytes === undefined ? undefined : format.bytes(state.bytes);
  const place = state.place === undefined ? undefined : oneLine(state.place, 60);
  const encryption = standing.says === 'encryption' ? undefined : encryptionWords(state, locale);
  const isVersion = state.versionOf !== undefined;
  const version = isVersion ? translate('Previous version', {}) : undefined;
  return {
    id: `backup/${state.path}`,
    label: state.date === undefined ? date : format.briefDateTime(state.date, now),
    description: joined([words, checked, place, briefEncryption(state, standing, locale), system, size, kind]),
    icon: standing.icon,
    ...(standing.color === undefined ? {} : { iconColor: standing.color }),
    contextValue: contextValue('backup', flagsOf(state)),
    tooltip: [
      joined([state.deviceName === undefined ? undefined : oneLine(state.deviceName, 80), date, ageOf(state, locale, now), version]),
      joined([words, checked, encryption, system, size, kind]),
      standing.check === undefined ? '' : unreadWords(standing.check.unreadFiles, locale),
      failedRunWords(state, locale, now),
      state.errorMessage ?? '',
      state.path,
    ].filter((line) => line !== ''),
    accessibleLabel: joined([date, version, place, system, kind, size, encryption, words, checked], ', '),
  };
}

function wordsOf({ words }: Shown, { job, elsewhere }: BackupState, locale: Locale): string {
  return job === undefined && elsewhere !== undefined ? folderRunWords(elsewhere, locale) : locale.translate(words, {});
}

/** The verdict that applies, with its level and age; otherwise that none does. */
function checkedWords(state: BackupState, standing: Shown, locale: Locale, now: Date): string | undefined {
  if (standing.check !== undefined) return checkWords(standing.check, locale, now);
  if (state.job !== undefined || state.elsewhere !== undefined || state.throughJournal || state.errorMessage !== undefined) {
    return undefined;
  }
  if (state.earlier !== undefined) return earlierWords(state.earlier, locale, now);
  return standing.says === 'encryption' ? locale.translate('not checked', {}) : undefined;
}

function ageOf({ date }: BackupState, { format }: Locale, now: Date): string | undefined {
  return date === undefined ? undefined : format.age(date, now);
}

/** Where the icon shows the verdict, the lock is a word. */
function briefEncryption(state: BackupState, standing: Shown, { translate }: Locale): string | undefined {
  if (standing.says === 'encryption') return undefined;
  const encryption = encryptionStanding(state);
  if (encryption === 'unlocked') return translate('unlocked', {});
  return encryption === 'encrypted' ? translate('encrypted', {}) : undefined;
}

function failedRunWords({ failedRun }: BackupState, { format, translate }: Locale, now: Date): string {
  if (failedRun === undefined) return '';
  const age = format.age(failedRun.at, now);
  if (failedRun.code === 'cancelled') return translate('A later backup was canceled {age}.', { age });
  return translate('A later backup failed {age} ({code}).', { age, code: oneLine(failedRun.code, 40) });
}

interface Shown {
  readonly icon: string;
  readonly words: string;
  readonly color?: string;
  readonly says?: 'encryption';
  readonly check?: Check;
}

function standingOf(state: BackupState): Shown {
  const name = standingName(state);
  if (name === 'judged' && state.check !== undefined) {
    const { icon, short, severity } = VERDICT_WORDS[state.check.verdict];
    const color =
      severity === 'information' ? 'testing.iconPassed' : severity === 'warning' ? 'list.warningForeground' : 'list.errorForeground';
    return { icon, words: short, color, check: state.check };
  }
  const { icon, words } = STANDING_WORDS[name === 'judged' ? 'unknown' : name];
  if (name === 'unreadable' || name === 'unfinished') return { icon, words, color: 'list.warningForeground' };
  if (name === 'plain') return { icon: state.versionOf === undefined ? icon : 'history', words, says: 'encryption' };
  return name === 'encrypted' || name === 'unlocked' ? { icon, words, says: 'encryption' } : { icon, words };
}

function standingName(state: BackupState): Standing {
  if (state.job !== undefined) return state.job.kind === 'restore' ? 'restoring' : 'running';
  if (state.elsewhere !== undefined) return 'elsewhere';
  if (state.check !== undefined) return 'judged';
  if (state.neverFinished === true) return 'unfinished';
  if (state.errorMessage !== undefined) return 'unreadable';
  if (state.throughJournal) return 'through-journal';
  if (!state.finished) return 'unfinished';
  return encryptionStanding(state) ?? 'unknown';
}

function encryptionStanding({ encrypted, unlocked }: BackupState): 'encrypted' | 'unlocked' | 'plain' | undefined {
  if (encrypted === undefined) return undefined;
  if (!encrypted) return 'plain';
  return unlocked === true ? 'unlocked' : 'encrypted';
}

function encryptionWords(state: BackupState, { translate }: Locale): string | undefined {
  const standing = encryptionStanding(state);
  return standing === undefined ? undefined : translate(STANDING_WORDS[standing].words, {});
}

function flagsOf(state: BackupState): Record<string, boolean> {
  return {
    complete: state.finished || state.throughJournal,
    encrypted: state.encrypted === true,
    locked: state.encrypted === true && state.unlocked !== true,
    // Of another computer's run nobody knows whether it lives; what is tried then says what to do.
    running: state.job !== undefined || (state.elsewhere !== undefined && state.elsewhere.state !== 'elsewhere'),
    unlocked: state.encrypted === true && state.unlocked === true,
    unreadable: state.errorMessage !== undefined,
    version: state.versionOf !== undefined,
  };
}
