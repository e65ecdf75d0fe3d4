/** What would go wrong with a backup, in sentences, and what can be done about each thing with one click. */
import type { BackupObstacle, BackupObstacleCode } from '../backup/index.ts';
import { onCommandLine, type ActionId } from './actions.ts';
import type { Locale } from './locale.ts';
import { phrase, valuesFor } from './phrase.ts';
import { whoWorks } from './run-elsewhere.ts';
import type { Surface } from './surface-words.ts';
import { isErrorCode, wordsFor } from './words.ts';

interface ObstacleWords {
  readonly message: string;
  /** What a terminal says instead, where the advice is another. */
  readonly terminal?: string;
  readonly actions: readonly ActionId[];
}

/** What is not here has the words of the error with the same name. */
const WORDS: Readonly<Partial<Record<BackupObstacleCode, ObstacleWords>>> = {
  'disk-absent': {
    message: phrase('The folder {path} is on a disk or server that is not connected now ({disk}). Connect it, or choose another folder.'),
    actions: ['try-again', 'other-folder'],
  },
  'folder-is-backup': {
    message: phrase('The folder {path} is itself a backup. Choose the folder above it, or another one.'),
    actions: ['other-folder'],
  },
  'snapshot-left': {
    message: phrase(
      'Another program was interrupted while it backed up into this folder, and left {path}. The device may stop at it. A full backup starts over.',
    ),
    terminal:
      'Another program was interrupted while it backed up into this folder, and left {path}. The device may stop at it. To begin anew, add --full.',
    actions: ['back-up-full', 'other-folder'],
  },
  'run-interrupted': { message: phrase('An earlier backup was interrupted. This one continues it.'), actions: [] },
  'space-missing': {
    message: phrase('{free} is free on the disk. Every device demands more than {needed}, however little it sends.'),
    actions: ['try-again', 'other-folder'],
  },
  'device-full': {
    message: phrase('Only {free} is free on the device. It needs some space of its own to prepare a backup.'),
    actions: ['try-again'],
  },
  'encryption-required': {
    message: phrase('The organization that manages this device requires encrypted backups, and no backup password is set.'),
    terminal:
      'The organization that manages this device requires encrypted backups, and no backup password is set. To set one, run backup-lab encryption on UDID.',
    actions: ['encrypt-on'],
  },
  'sync-lock-busy': {
    message: phrase('Another program or window is working with the device. Wait until it has finished, or close it.'),
    actions: ['try-again'],
  },
};

const SPACE_DOUBTFUL = {
  device: phrase(
    'Up to {needed} may be needed for a first backup, and {free} is free on the disk. Apps themselves are not backed up, so less may be enough.',
  ),
  'earlier-backup': phrase('About {needed} is needed to back up everything again, and {free} is free on the disk.'),
} as const;

const WORKS = {
  backup: phrase('{who} is backing up the device. Wait until it has finished, or cancel it there.'),
  'backup-into': phrase('{who} is backing up the device into {path}. Wait until it has finished, or cancel it there.'),
  restore: phrase('{who} is restoring the device. Wait until it has finished, or cancel it there.'),
  encryption: phrase('{who} is changing the backup password of the device. Wait until it has finished, or cancel it there.'),
  trust: phrase('{who} is waiting until the device trusts this computer. Wait until it has finished, or cancel it there.'),
} as const;

/** A question before a backup. */
export interface ForeseenBackup {
  /** One sentence for each thing that is off. */
  readonly lines: readonly string[];
  /** What helps, the most useful first, each once. */
  readonly actions: readonly ActionId[];
  /** Nothing makes the run fail for certain: the person may want it all the same. */
  readonly mayIgnore: boolean;
}

/** Undefined when there is nothing to decide. */
export function foreseenBackup(obstacles: readonly BackupObstacle[], locale: Locale): ForeseenBackup | undefined {
  const holder = obstacles.find(({ code }) => code === 'backup-running')?.data.pid;
  // Who holds the folder has the device for the same run: that is said once.
  const isSaid = ({ code, data }: BackupObstacle) => code === 'sync-lock-busy' && holder !== undefined && data.pid === holder;
  const open = obstacles.filter((each) => each.weight !== 'note' && !isSaid(each));
  if (open.length === 0) return undefined;
  const words = open.map((each) => wordsOf('vscode', each, locale));
  return {
    lines: words.map(({ message }) => message),
    actions: [...new Set(words.flatMap(({ actions }) => actions))],
    mayIgnore: open.every(({ weight }) => weight === 'doubt'),
  };
}

/** One obstacle as a terminal says it: what is off, and what to do, which may be in one with it. */
export function obstacleInTerminal(obstacle: BackupObstacle, locale: Locale): ReturnType<typeof wordsFor> {
  const { code, data } = obstacle;
  if (WORDS[code] === undefined && isErrorCode(code)) return wordsFor('terminal', code, data, locale.translate);
  const { message, actions } = wordsOf('terminal', obstacle, locale);
  return { message, action: '', actions: onCommandLine(actions) };
}

function wordsOf(surface: Surface, { code, data }: BackupObstacle, locale: Locale): ObstacleWords {
  const { format, translate } = locale;
  if (code === 'space-doubtful') {
    const template = SPACE_DOUBTFUL[data.basis === 'earlier-backup' ? 'earlier-backup' : 'device'];
    return { message: translate(template, valuesFor(template, sizesOf(data, format), translate)), actions: ['other-folder', 'try-again'] };
  }
  const own = WORDS[code];
  if (code === 'sync-lock-busy' && data.work !== undefined) return { message: workWords(data, translate), actions: ['try-again'] };
  if (own !== undefined) {
    const template = (surface === 'terminal' ? own.terminal : undefined) ?? own.message;
    return { message: translate(template, valuesFor(template, sizesOf(data, format), translate)), actions: own.actions };
  }
  if (!isErrorCode(code)) throw new RangeError(`no words for ${code}`);
  const { message, action, actions } = wordsFor(surface, code, data, translate);
  return { message: `${message} ${action}`, actions };
}

function workWords(data: BackupObstacle['data'], translate: Locale['translate']): string {
  const { work, path } = data;
  const key = work === 'backup' && path !== undefined ? 'backup-into' : typeof work === 'string' && work in WORKS ? work : 'backup';
  const template = WORKS[key as keyof typeof WORKS];
  return translate(template, valuesFor(template, { ...data, who: whoWorks(data, translate) }, translate));
}

function sizesOf(data: BackupObstacle['data'], format: Locale['format']): Readonly<Record<string, unknown>> {
  const shown = (value: unknown) => (typeof value === 'number' ? format.bytes(value) : undefined);
  return { ...data, free: shown(data.freeBytes), needed: shown(data.neededBytes) };
}
