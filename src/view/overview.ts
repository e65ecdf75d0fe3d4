/** The Overview of a backup: whose it is, whether it is good, which other backups of the device there are, and how the last run went. */
import type { BackupHistory, BackupSize, BackupSummary, FileCounts, PastRecord, RememberedVerdict } from '../backup/index.ts';
import { durationWords } from './duration-words.ts';
import type { Locale } from './locale.ts';
import type { Overview, OverviewFact, OverviewVerdict, TimelineRow, Tone } from './overview-messages.ts';
import { oneLine, phrase } from './phrase.ts';
import { visible } from './plain-text.ts';
import { productName, systemWithVersion } from './product-name.ts';
import { runView } from './run-view.ts';
import { VERDICT_WORDS, checkWords, earlierWords, unreadWords, verdictSentence } from './verdict-words.ts';

/** A backup, and what is known of it without reading its list of files. */
export interface KnownBackup {
  readonly summary: BackupSummary;
  readonly history: BackupHistory;
  /** If it was measured and has not changed since. */
  readonly size?: BackupSize;
  /** It was kept aside before a later run. */
  readonly isVersion: boolean;
}

interface KnownOverview {
  readonly backup: KnownBackup;
  /** All backups of the device that are there, this one included. */
  readonly all: readonly KnownBackup[];
}

export function overview({ backup, all }: KnownOverview, locale: Locale, now: Date): Overview {
  return {
    facts: factsOf(backup, locale),
    verdict: overviewVerdict(backup, locale, now),
    timeline: timelineOf(all, backup, locale),
    run: runView(backup.history, locale, now),
  };
}

function factsOf({ summary, history, size }: KnownBackup, { format, translate }: Locale): OverviewFact[] {
  const { deviceName, productType, productVersion, buildVersion, date, udid } = summary;
  const full = presentRun(history)?.run?.full;
  const build = buildVersion === undefined ? '' : ` (${oneLine(buildVersion, 20)})`;
  const system = productVersion === undefined ? undefined : `${systemWithVersion(productType, oneLine(productVersion, 20))}${build}`;
  const facts = [
    [phrase('Device'), deviceName === undefined ? undefined : visible(deviceName)],
    [phrase('Model'), productType === undefined ? undefined : productName(productType, translate)],
    [phrase('System'), system],
    [phrase('Made'), date === undefined ? translate('Unknown date', {}) : format.dateTime(date)],
    [phrase('Kind'), translate(full === undefined ? phrase('not known') : full ? phrase('Full') : phrase('Incremental'), {})],
    [phrase('Size'), size === undefined ? undefined : format.bytes(size.bytes)],
    [phrase('UDID'), udid === undefined ? undefined : visible(udid)],
  ] as const;
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label: translate(label, {}), value }]));
}

/** The run that made what is there; none where the folder has changed since. */
function presentRun({ records }: BackupHistory): PastRecord | undefined {
  return records.find(({ kind, failure, isPresent }) => kind === 'run' && failure === undefined && isPresent === true);
}

const TONES: Readonly<Record<'information' | 'warning' | 'error', Tone>> = { information: 'good', warning: 'warning', error: 'error' };

function overviewVerdict({ summary, history }: KnownBackup, locale: Locale, now: Date): OverviewVerdict {
  const { translate } = locale;
  const { verdict, earlier } = history;
  if (verdict !== undefined) {
    const { short, severity } = VERDICT_WORDS[verdict.verdict];
    // Whether the check had the password is not recorded, so nothing is said of why it could not look at all.
    const sentences = [verdictSentence(verdict.verdict, 0, locale), unreadWords(verdict.unreadFiles, locale)];
    return {
      tone: TONES[severity],
      title: translate(short, {}),
      age: checkWords(verdict, locale, now),
      sentence: sentences.filter((each) => each !== '').join(' '),
      counts: countFacts(verdict.counts, locale),
    };
  }
  const title = translate('Not checked', {});
  const none = { tone: 'neutral', title, counts: [] } as const;
  if (summary.throughJournal) {
    const sentence = translate('A later backup was interrupted. You see the last good version, to which no check applies.', {});
    return { ...none, age: '', sentence };
  }
  if (earlier !== undefined) {
    const sentence = translate('What was found then says nothing about what is here now. Verify the backup to know.', {});
    return { ...none, age: earlierWords(earlier, locale, now), sentence };
  }
  return {
    ...none,
    age: '',
    sentence: translate('No check of this backup is known on this computer. Verify it to know whether it is good.', {}),
  };
}

const COUNT_WORDS: Readonly<Record<keyof FileCounts, string>> = {
  proven: phrase('Proven by a digest'),
  consistent: phrase('Consistent'),
  knownGap: phrase('Known gaps'),
  damaged: phrase('Damaged'),
  missing: phrase('Missing'),
  notChecked: phrase('Not checked'),
};
const COUNT_ORDER = ['proven', 'consistent', 'knownGap', 'damaged', 'missing', 'notChecked'] as const;

/** What there is none of is not said, but for what people hope for. */
function countFacts(counts: RememberedVerdict['counts'], { format, translate }: Locale): OverviewFact[] {
  if (counts === undefined) return [];
  const shown = COUNT_ORDER.filter((name) => counts[name] > 0 || name === 'proven' || name === 'consistent');
  return shown.map((name) => ({ label: translate(COUNT_WORDS[name], {}), value: format.count(counts[name]) }));
}

function timelineOf(all: readonly KnownBackup[], own: KnownBackup, locale: Locale): TimelineRow[] {
  const dateOf = ({ summary }: KnownBackup) => summary.date?.getTime() ?? 0;
  return all
    .toSorted((one, other) => dateOf(other) - dateOf(one))
    .map((each, index) => timelineRow(each, String(index), each.summary.path === own.summary.path, locale));
}

function timelineRow({ summary, history, size, isVersion }: KnownBackup, key: string, isThis: boolean, locale: Locale): TimelineRow {
  const { format, translate } = locale;
  const { verdict } = history;
  const words = verdict === undefined ? undefined : VERDICT_WORDS[verdict.verdict];
  const run = presentRun(history)?.run;
  return {
    key,
    isThis,
    date: summary.date === undefined ? translate('Unknown date', {}) : format.dateTime(summary.date),
    kind: translate(isVersion ? phrase('Previous version') : phrase('Backup'), {}),
    size: size === undefined ? '' : format.bytes(size.bytes),
    verdict: translate(words?.short ?? phrase('Not checked'), {}),
    tone: words === undefined ? 'neutral' : TONES[words.severity],
    changed: run === undefined ? '' : format.count(run.filesReceived),
    duration: run === undefined ? '' : durationWords(run.durationMs, locale),
  };
}
