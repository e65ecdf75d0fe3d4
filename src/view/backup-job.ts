/** What is known about a running backup, gathered from its progress reports: phase, percent, files and bytes together. */
import type { Progress } from '../base/index.ts';
import type { Locale } from './locale.ts';
import { filesWords, phaseWords, timeLeftWords } from './progress-words.ts';
import { joined } from './tree-item.ts';

export interface BackupJob {
  /** A restore goes the other way; absent for a backup. */
  readonly kind?: 'restore';
  readonly phase: string;
  /** 0 to 1; absent while the device has not said, or says what cannot be true. Goes back only once, when the result is judged. */
  readonly fraction?: number;
  readonly files: number;
  readonly bytes: number;
  /** The file or domain at hand. Untrusted text. */
  readonly item?: string;
  /** Seconds that are left to do what the phase waits for. */
  readonly secondsLeft?: number;
}

/** In this phase files are counted anew: those that are judged, not those that came. */
const JUDGING = 'verifying';

export const startedJob: BackupJob = { phase: 'connecting', files: 0, bytes: 0 };

/** Updates a job with one more report. Numbers of other units stay, so a view can show them side by side. */
export function advanceJob(job: BackupJob, progress: Progress): BackupJob {
  const fraction = fractionOf(progress);
  const isUnknown = progress.unit === 'items' && progress.done === 0;
  const before = !isUnknown && (progress.phase === job.phase || progress.phase !== JUDGING) ? job.fraction : undefined;
  const secondsLeft = progress.unit === 'seconds' ? progress.done : progress.phase === job.phase ? job.secondsLeft : undefined;
  const next = fraction === undefined ? before : Math.max(before ?? 0, fraction);
  return {
    phase: progress.phase,
    files: progress.unit === 'files' && progress.phase !== JUDGING ? Math.max(job.files, progress.done) : job.files,
    bytes: progress.unit === 'bytes' ? Math.max(job.bytes, progress.done) : job.bytes,
    ...(job.kind === undefined ? {} : { kind: job.kind }),
    ...(next === undefined ? {} : { fraction: next }),
    ...(progress.item === undefined ? {} : { item: progress.item }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
  };
}

/** "Receiving files · 1,204 files · 23.4 MB · 42 %": what a notification and a status bar say. */
export function jobWords(job: BackupJob, locale: Locale): string {
  return [phaseWords(job.phase, locale.translate), ...jobNumbers(job, locale)].join(' · ');
}

/** "Receiving files · 42 %": the same in a narrow row and in the status bar; how many files came, where the device tells no share. */
export function jobHeadline({ phase, fraction, files, secondsLeft }: BackupJob, locale: Locale): string {
  const { format, translate } = locale;
  const left = secondsLeft === undefined ? undefined : timeLeftWords(secondsLeft, locale);
  const share = fraction === undefined ? undefined : format.percent(fraction);
  return joined([phaseWords(phase, translate), left ?? share ?? (files > 0 ? filesWords(files, locale) : undefined)]);
}

/** The numbers of a job, each as one short text; nothing is said that is still zero. */
export function jobNumbers(job: BackupJob, locale: Locale): string[] {
  const { format } = locale;
  const numbers: string[] = [];
  const left = job.secondsLeft === undefined ? undefined : timeLeftWords(job.secondsLeft, locale);
  if (left !== undefined) numbers.push(left);
  if (job.files > 0) numbers.push(filesWords(job.files, locale));
  if (job.bytes > 0) numbers.push(format.bytes(job.bytes));
  if (job.fraction !== undefined) numbers.push(format.percent(job.fraction));
  return numbers;
}

function fractionOf({ done, total, unit }: Progress): number | undefined {
  if (unit === 'percent') return Math.min(1, done / (total ?? 100));
  return total !== undefined && total > 0 && unit !== 'items' ? Math.min(1, done / total) : undefined;
}
