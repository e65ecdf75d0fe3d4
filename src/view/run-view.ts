/** How a run went, for the Overview of a backup: phases, throughput, prompts and errors, as far as its history keeps them. */
import type { BackupEventCode, BackupHistory, PastRecord, RunRecord } from '../backup/index.ts';
import { durationWords } from './duration-words.ts';
import type { Locale } from './locale.ts';
import type { OverviewFact, RunView } from './overview-messages.ts';
import { oneLine, phrase } from './phrase.ts';
import { phaseWords } from './progress-words.ts';

const EVENT_WORDS: Readonly<Record<BackupEventCode, string>> = {
  'passcode-needed': phrase('The device asked for its passcode.'),
  'passcode-prompt-gone': phrase('The device no longer asked for its passcode.'),
  'unlock-needed': phrase('The device had to be unlocked.'),
  'device-unlocked': phrase('The device was unlocked.'),
  'prompts-unseen': phrase('This device does not report its prompts.'),
  'service-busy': phrase('The device was busy. The request was repeated.'),
  'service-restarting': phrase('The backup service of the device restarted.'),
  'device-quiet': phrase('The device sent nothing for a while.'),
  'sync-lock-busy': phrase('Another program was using the device.'),
  'previous-session-closing': phrase('An earlier session of the device had to end first.'),
  'keychain-export-failed': phrase('The device could not export its keychain. The request was repeated.'),
  'device-did-not-confirm': phrase('All files arrived, but the device did not confirm the backup.'),
  'previous-set-aside': phrase('A broken backup was moved aside.'),
  'previous-not-kept': phrase('The previous version was not kept.'),
  'encryption-differs': phrase('The encryption of the backup is not what the device announced.'),
  'device-file-error': phrase('The device could not read one of its files.'),
};

/** The newest run; a sentence where nothing is known of it. */
export function runView({ records }: BackupHistory, locale: Locale, now: Date): RunView | string {
  const { translate } = locale;
  const past = records.find(({ kind }) => kind === 'run');
  if (past === undefined) return translate('No run of iOS Backup Lab is known that made this backup. Other programs keep no record.', {});
  const { run } = past;
  if (run === undefined) return `${titleOf(past, locale, now)} ${translate('How it went was not recorded.', {})}`;
  const whole = Math.max(1, run.durationMs);
  const { rates, words } = ratesOf(run, locale);
  return {
    title: titleOf(past, locale, now),
    facts: factsOf(past, run, locale),
    phases: run.phases.map(({ phase, ms }) => ({
      label: phaseWords(phase, translate),
      duration: durationWords(ms, locale),
      share: Math.min(1, ms / whole),
    })),
    rates,
    ratesWords: words,
    events: run.events.map(({ code, atMs }) => ({ at: durationWords(atMs, locale), words: eventWords(code, locale) })),
  };
}

function titleOf({ at, failure }: PastRecord, { format, translate }: Locale, now: Date): string {
  const age = format.age(at, now);
  if (failure === undefined) return translate('The last run finished {age}.', { age });
  if (failure === 'cancelled') return translate('The last run was canceled {age}.', { age });
  return translate('The last run failed {age} ({code}).', { age, code: oneLine(failure, 40) });
}

function factsOf(past: PastRecord, run: RunRecord, locale: Locale): OverviewFact[] {
  const { format, translate } = locale;
  const facts = [
    [phrase('Duration'), durationWords(run.durationMs, locale)],
    [phrase('Kind'), run.full === undefined ? undefined : translate(run.full ? phrase('Full') : phrase('Incremental'), {})],
    [phrase('Files received'), format.count(run.filesReceived)],
    [phrase('Data received'), format.bytes(run.bytesReceived)],
    [phrase('Files that the device could not read'), run.fileErrors === 0 ? undefined : format.count(run.fileErrors)],
    [phrase('Error code'), past.failure === undefined ? undefined : oneLine(past.failure, 40)],
  ] as const;
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label: translate(label, {}), value }]));
}

/** Bytes a second between two points of the curve, at the time of the second one. */
function ratesOf(
  { curve, durationMs, bytesReceived }: RunRecord,
  { format, translate }: Locale,
): { rates: RunView['rates']; words: string } {
  const speeds = curve.slice(1).flatMap(([ms, bytes], index) => {
    const [beforeMs, before] = curve[index] ?? [0, 0];
    return ms > beforeMs ? [[ms, ((bytes - before) * 1000) / (ms - beforeMs)] as const] : [];
  });
  const highest = speeds.reduce((most, [, speed]) => Math.max(most, speed), 0);
  if (speeds.length < 2 || highest <= 0) return { rates: [], words: translate('The run was too short for a curve of its throughput.', {}) };
  const [firstMs] = curve[0] ?? [0];
  const [lastMs] = curve.at(-1) ?? [0];
  const average = (bytesReceived * 1000) / Math.max(1, lastMs - firstMs);
  const values = { average: format.bytes(average), highest: format.bytes(highest) };
  return {
    rates: speeds.map(([ms, speed]) => [Math.min(1, ms / Math.max(1, durationMs)), speed / highest] as const),
    words: translate('Throughput: {average} per second on average, at most {highest} per second.', values),
  };
}

function eventWords(code: string, { translate }: Locale): string {
  return Object.hasOwn(EVENT_WORDS, code) ? translate(EVENT_WORDS[code as BackupEventCode], {}) : oneLine(code, 60);
}
