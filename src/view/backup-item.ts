/** Backups as rows of the Backups view: owners (devices) and, below them, their backups. */
import type { BackupJob } from './backup-job.ts';
import { oneLine, phrase } from './phrase.ts';
import { productName, systemName } from './product-name.ts';
import type { Locale } from './locale.ts';
import { contextValue, joined, type TreeItemView } from './tree-item.ts';
import { markedLabel, twinMarks } from './twins.ts';
import { VERDICT_WORDS, checkWords, unreadWords, type Check } from './verdict-words.ts';

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
  /** The verdict that is true of the folder as it lies there. */
  readonly check?: Check;
  readonly job?: BackupJob;
  /** Where it lies, when another backup of this device has the same date. */
  readonly place?: string;
}

export interface BackupOwner {
  /** UDID, or the path of a backup that does not say whose it is. */
  readonly id: string;
  readonly label: string;
  readonly backups: readonly BackupState[];
}

type Standing =
  'running' | 'restoring' | 'unreadable' | 'unfinished' | 'through-journal' | 'judged' | 'encrypted' | 'unlocked' | 'plain' | 'unknown';

const STANDING_WORDS: Readonly<Record<Exclude<Standing, 'judged'>, { icon: string; words: string }>> = {
  running: { icon: 'sync~spin', words: phrase('Backup in progress') },
  restoring: { icon: 'sync~spin', words: phrase('Being restored') },
  unreadable: { icon: 'warning', words: phrase('Cannot be read') },
  unfinished: { icon: 'warning', words: phrase('Not finished') },
  'through-journal': { icon: 'history', words: phrase('Last good version (a later run was interrupted)') },
  encrypted: { icon: 'lock', words: phrase('Encrypted, locked') },
  unlocked: { icon: 'unlock', words: phrase('Encrypted, unlocked') },
  plain: { icon: 'archive', words: phrase('Not encrypted') },
  unknown: { icon: 'archive', words: phrase('Not checked') },
};

/** Groups by device, devices by name, backups newest first. */
export function groupByOwner(backups: readonly BackupState[], language?: string): BackupOwner[] {
  const groups = Map.groupBy(backups, (backup) => backup.udid ?? backup.path);
  const named = [...groups].map(([id, members]) => ({
    id,
    label: ownerLabel(members),
    backups: withPlaces(members).toSorted(newestFirst),
  }));
  const marks = twinMarks(named);
  const owners = named.map((owner) => ({ ...owner, label: markedLabel(owner.label, marks.get(owner.id)) }));
  const collator = new Intl.Collator(language, { numeric: true });
  return owners.sort((a, b) => collator.compare(a.label, b.label) || collator.compare(a.id, b.id));
}

/** Backups of the same minute look alike, as copies do: those say where they lie. */
function withPlaces(backups: readonly BackupState[]): BackupState[] {
  const minutes = Map.groupBy(backups, ({ date }) => (date === undefined ? undefined : Math.floor(date.getTime() / 60_000)));
  return [...minutes.values()].flatMap((twins) => {
    if (twins.length < 2) return twins;
    const places = distinctPlaces(twins.map(({ path }) => path));
    return twins.map((backup, index) => ({ ...backup, place: places[index] ?? backup.path }));
  });
}

/** The last parts of paths, as many as tell them apart. */
function distinctPlaces(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/[\\/]/).filter((part) => part !== ''));
  const most = Math.max(...parts.map(({ length }) => length));
  for (let count = 1; count < most; count++) {
    const places = parts.map((each) => each.slice(-count).join('/'));
    if (new Set(places).size === places.length) return places;
  }
  return [...paths];
}

export function ownerItem(owner: BackupOwner, { format, translate }: Locale): TreeItemView {
  const [newest] = owner.backups;
  const product = newest?.productType === undefined ? undefined : oneLine(productName(newest.productType), 40);
  const count =
    owner.backups.length === 1 ? translate('1 backup', {}) : translate('{count} backups', { count: format.count(owner.backups.length) });
  return {
    id: `owner/${owner.id}`,
    label: owner.label,
    description: joined([product === owner.label ? undefined : product, owner.backups.length === 1 ? undefined : count]),
    icon: 'device-mobile',
    contextValue: contextValue('owner', {}),
    tooltip: [owner.label, joined([product, count])],
    accessibleLabel: joined([owner.label, product, count], ', '),
  };
}

export function backupItem(state: BackupState, locale: Locale, now = new Date()): TreeItemView {
  const { format, translate } = locale;
  const date = state.date === undefined ? translate('Unknown date', {}) : format.dateTime(state.date);
  const standing = standingOf(state);
  const words = translate(standing.words, {});
  const checked = standing.check === undefined ? undefined : checkWords(standing.check, locale, now);
  const system =
    state.productVersion === undefined
      ? undefined
      : `${systemName(state.productType, state.productVersion)} ${oneLine(state.productVersion, 20)}`;
  const kind = state.full === undefined ? undefined : state.full ? translate('full', {}) : translate('incremental', {});
  const place = state.place === undefined ? undefined : oneLine(state.place, 60);
  const saysUnlocked = standing.says !== 'encryption' && encryptionStanding(state) === 'unlocked';
  const encryption = standing.says === 'encryption' ? undefined : encryptionWords(state, locale);
  return {
    id: `backup/${state.path}`,
    label: state.date === undefined ? date : format.briefDateTime(state.date, now),
    description: joined([words, checked, place, saysUnlocked ? translate('unlocked', {}) : undefined, system, kind]),
    icon: standing.icon,
    ...(standing.color === undefined ? {} : { iconColor: standing.color }),
    contextValue: contextValue('backup', flagsOf(state)),
    tooltip: [
      joined([state.deviceName === undefined ? undefined : oneLine(state.deviceName, 80), date]),
      joined([words, checked, encryption, system, kind]),
      standing.check === undefined ? '' : unreadWords(standing.check.unreadFiles, locale),
      state.errorMessage ?? '',
      state.path,
    ].filter((line) => line !== ''),
    accessibleLabel: joined([date, place, system, kind, encryption, words, checked], ', '),
  };
}

function standingOf(state: BackupState): { icon: string; words: string; color?: string; says?: 'encryption'; check?: Check } {
  const name = standingName(state);
  if (name === 'judged' && state.check !== undefined) {
    const { icon, short, severity } = VERDICT_WORDS[state.check.verdict];
    const color =
      severity === 'information' ? 'testing.iconPassed' : severity === 'warning' ? 'list.warningForeground' : 'list.errorForeground';
    return { icon, words: short, color, check: state.check };
  }
  const { icon, words } = STANDING_WORDS[name === 'judged' ? 'unknown' : name];
  if (name === 'unreadable' || name === 'unfinished') return { icon, words, color: 'list.warningForeground' };
  return name === 'encrypted' || name === 'unlocked' || name === 'plain' ? { icon, words, says: 'encryption' } : { icon, words };
}

function standingName(state: BackupState): Standing {
  if (state.job !== undefined) return state.job.kind === 'restore' ? 'restoring' : 'running';
  if (state.check !== undefined) return 'judged';
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
    running: state.job !== undefined,
    unlocked: state.encrypted === true && state.unlocked === true,
    unreadable: state.errorMessage !== undefined,
  };
}

function ownerLabel(backups: readonly BackupState[]): string {
  const named = backups.toSorted(newestFirst).find((backup) => (backup.deviceName ?? '') !== '');
  if (named?.deviceName !== undefined) return oneLine(named.deviceName, 80);
  const [first] = backups;
  return first?.udid ?? first?.path.split(/[\\/]/).findLast((part) => part !== '') ?? '';
}

function newestFirst(a: BackupState, b: BackupState): number {
  return (b.date?.getTime() ?? 0) - (a.date?.getTime() ?? 0);
}
