/** How far a job is, in words: one sentence for the phase, one line for the numbers. */
import type {
  BackupPhase,
  ComparePhase,
  CopyPhase,
  ExtractPhase,
  PasswordPhase,
  RestorePhase,
  SalvagePhase,
  VerifyPhase,
} from '../backup/index.ts';
import type { Progress } from '../base/index.ts';
import type { CloudPhase } from '../device-protocol/index.ts';
import { englishLocale, type Locale } from './locale.ts';
import { inEnglish, phrase, type Translate } from './phrase.ts';

type UnlockPhase = 'deriving-key';
type Phase =
  | BackupPhase
  | ComparePhase
  | CopyPhase
  | PasswordPhase
  | RestorePhase
  | VerifyPhase
  | UnlockPhase
  | ExtractPhase
  | SalvagePhase
  | CloudPhase;

const PHASES: Readonly<Record<Phase, string>> = {
  connecting: phrase('Connecting to the device'),
  'waiting-for-passcode': phrase('Waiting for the passcode on the device'),
  preparing: phrase('The device is preparing the backup'),
  receiving: phrase('Receiving files'),
  moving: phrase('Putting files in place'),
  removing: phrase('Removing old files'),
  finishing: phrase('Finishing'),
  verifying: phrase('Verifying'),
  'reading-catalogue': phrase('Reading the list of files'),
  'checking-files': phrase('Checking files'),
  'comparing-files': phrase('Comparing files'),
  'changing-password': phrase('The device is changing its backup password'),
  'deriving-key': phrase('Trying the password'),
  'checking-target': phrase('Checking the target folder'),
  extracting: phrase('Extracting files'),
  'searching-rows': phrase('Searching for file records'),
  'naming-files': phrase('Finding the names of files'),
  'copying-files': phrase('Copying files'),
  'checking-backup': phrase('The device is checking the backup'),
  'copying-backup': phrase('Copying the backup for the device'),
  sending: phrase('Sending files'),
  measuring: phrase('Measuring what to back up'),
  uploading: phrase('Uploading to iCloud (staged)'),
  'finishing-restore': phrase('The device is putting files in place'),
};

/** The sentence for a phase. An unknown phase is shown by its own name. */
export function phaseWords(phase: string, translate: Translate = inEnglish): string {
  const template = Object.hasOwn(PHASES, phase) ? PHASES[phase as Phase] : undefined;
  return template === undefined ? phase : translate(template, {});
}

/** One progress report as one line: "Receiving files · 1,204 files · 42 %". */
export function progressWords(progress: Progress, locale: Locale = englishLocale): string {
  const parts = [phaseWords(progress.phase, locale.translate), ...amountWords(progress, locale)];
  return parts.join(' · ');
}

/** "1 file", "2 files". */
export function filesWords(count: number, { format, translate }: Locale): string {
  return count === 1 ? translate('1 file', {}) : translate('{done} files', { done: format.count(count) });
}

/** "2:41 left"; undefined when the time is up. */
export function timeLeftWords(seconds: number, { translate }: Pick<Locale, 'translate'>): string | undefined {
  const left = Math.ceil(seconds);
  if (left <= 0) return undefined;
  return translate('{time} left', { time: `${String(Math.floor(left / 60))}:${String(left % 60).padStart(2, '0')}` });
}

function amountWords({ done, total, unit, bytes }: Progress, locale: Locale): string[] {
  const { format, translate } = locale;
  const volume = bytes === undefined ? [] : [format.bytes(bytes)];
  const percent = total !== undefined && total > 0 ? [format.percent(done / total)] : [];
  switch (unit) {
    case 'percent':
      return total === undefined ? [format.percent(done / 100)] : percent;
    case 'bytes':
      return [total === undefined ? format.bytes(done) : `${format.bytes(done)} / ${format.bytes(total)}`, ...percent];
    case 'files':
      if (total !== undefined) {
        return [translate('{done} of {total} files', { done: format.count(done), total: format.count(total) }), ...volume, ...percent];
      }
      return done === 0 ? volume : [filesWords(done, locale), ...volume];
    case 'seconds':
      return [translate('{done} s left', { done: format.count(done) })];
    case 'items':
      if (done === 0) return [];
      return [done === 1 ? translate('1 item', {}) : translate('{done} items', { done: format.count(done) }), ...percent];
  }
}
