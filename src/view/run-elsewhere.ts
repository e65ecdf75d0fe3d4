/** Who else works with a device or a backup: another window, the command line, another program, another computer. */
import type { DeviceWork, ProgramName } from '../backup/index.ts';
import type { Locale } from './locale.ts';
import { oneLine, phrase, type Translate } from './phrase.ts';

/** A run of another process, as far as it is known. */
export interface RunElsewhere {
  readonly program?: ProgramName | undefined;
  readonly pid?: number | undefined;
  /** `elsewhere`: a computer whose processes cannot be seen from here, so that it may have ended long ago. */
  readonly state?: 'running' | 'perhaps' | 'elsewhere' | undefined;
  readonly host?: string | undefined;
}

/** The same, with what it does with a device. */
export interface DeviceRunElsewhere extends RunElsewhere {
  readonly work: DeviceWork;
}

const ROW_WORDS: Readonly<Record<DeviceWork, string>> = {
  backup: phrase('Backup in progress: {who}'),
  restore: phrase('Restore in progress: {who}'),
  encryption: phrase('Backup password being changed: {who}'),
  trust: phrase('Asked for trust: {who}'),
};

const SENTENCES: Readonly<Record<DeviceWork, string>> = {
  backup: phrase('{who} is backing up {name}.'),
  restore: phrase('{who} is restoring {name}.'),
  encryption: phrase('{who} is changing the backup password of {name}.'),
  trust: phrase('{who} is waiting until {name} trusts this computer.'),
};

/** In a row: "Backup in progress: another VS Code window". */
export function deviceRunWords(run: DeviceRunElsewhere, { translate }: Locale): string {
  return translate(ROW_WORDS[run.work], { who: whoInRow(run, translate) });
}

/** In the row of a backup. What runs on another computer may have ended, and nobody here can tell. */
export function folderRunWords(run: RunElsewhere, { translate }: Locale): string {
  const who = whoInRow(run, translate);
  if (run.state === 'elsewhere') return translate('In use, or interrupted there: {who}', { who });
  return translate('Backup in progress: {who}', { who });
}

/** Who works with a device and what to do about it, as a sentence or two. */
export function deviceBusyWords(run: DeviceRunElsewhere, name: string, { translate }: Pick<Locale, 'translate'>): string {
  const what = translate(SENTENCES[run.work], { who: whoWorks(run, translate), name });
  return `${what} ${translate('Wait until it has finished, or cancel it there.', {})}`;
}

/** At the beginning of a sentence, with what finds it in a list of processes. */
export function whoWorks({ program, pid, state, host }: RunElsewhere, translate: Translate): string {
  if (state === 'elsewhere') return translate('The computer {host}', { host: oneLine(host ?? '', 60) });
  const number = pid ?? 0;
  if (program === 'vscode') return translate('Another VS Code window (process {pid} of this computer)', { pid: number });
  if (program === 'backup-lab') return translate('The command line (process {pid} of this computer)', { pid: number });
  return translate('Another program (process {pid} of this computer)', { pid: number });
}

function whoInRow({ program, state, host }: RunElsewhere, translate: Translate): string {
  if (state === 'elsewhere') return translate('the computer {host}', { host: oneLine(host ?? '', 60) });
  if (program === 'vscode') return translate('another VS Code window', {});
  return translate(program === 'backup-lab' ? phrase('the command line') : phrase('another program'), {});
}
