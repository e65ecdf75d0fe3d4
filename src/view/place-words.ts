/** Words for what is where it does not belong, and for a run that seems to hold a folder: errors whose data says more than their code. */
import { SET_ASIDE } from './common-actions.ts';
import type { SurfaceText, WordsByData } from './surface-words.ts';

const MOVE_AWAY = 'Find out what it is and move it away, then try again. It was neither followed nor changed.';

type Standing = 'folder' | 'link' | 'pipe' | 'socket' | 'device' | 'file' | 'large-file';

const AT_OWN_PLACE: Readonly<Record<Standing, string>> = {
  folder: 'There is a folder at {path}, where iOS Backup Lab keeps a file of its own.',
  file: 'There is a file at {path}, where iOS Backup Lab keeps a folder of its own.',
  link: 'There is a link at {path}, where iOS Backup Lab keeps its own files. It does not follow links there.',
  pipe: 'There is a pipe at {path}, where iOS Backup Lab keeps its own files.',
  socket: 'There is a socket at {path}, where iOS Backup Lab keeps its own files.',
  device: 'There is a device file at {path}, where iOS Backup Lab keeps its own files.',
  'large-file': 'The file at {path} is far larger than any file of iOS Backup Lab.',
};

const IN_THE_BACKUP: Readonly<Record<Standing, string>> = {
  folder: 'The earlier backup in {path} is broken: {file} is a folder.',
  file: 'The earlier backup in {path} is broken: {file} is a file.',
  link: 'The earlier backup in {path} is broken: {file} is a link.',
  pipe: 'The earlier backup in {path} is broken: {file} is a pipe.',
  socket: 'The earlier backup in {path} is broken: {file} is a socket.',
  device: 'The earlier backup in {path} is broken: {file} is a device file.',
  'large-file': 'The earlier backup in {path} is broken: its {file} is far larger than any real one.',
};

export const PLACE_WORDS: readonly WordsByData[] = [
  {
    code: 'folder-unwritable',
    applies: ({ reason, systemCode }) => reason === 'EROFS' || systemCode === 'EROFS',
    words: {
      message: 'The disk that holds {path} is read-only.',
      action: 'Choose a folder on another disk, or make this disk writable, then try again.',
    },
  },
  {
    code: 'folder-unwritable',
    applies: ({ reason }) => reason === 'not a folder',
    words: { message: '{path} is a file, not a folder.', action: 'Choose another folder, or move that file away.' },
  },
  ...wordsOfEach('place-blocked', AT_OWN_PLACE, MOVE_AWAY),
  ...wordsOfEach('previous-broken', IN_THE_BACKUP, SET_ASIDE),
  {
    code: 'backup-running',
    applies: ({ state }) => state === 'elsewhere',
    words: {
      message: 'The computer {host} is writing into this backup folder, or was interrupted while it did.',
      action: 'Wait until it has finished. If no backup is running there, delete the file {lock}, then try again.',
    },
  },
  {
    code: 'backup-running',
    applies: ({ state, program, isOwn }) => state === 'running' && isOwn !== true && program === 'vscode',
    words: {
      message: 'Another VS Code window is writing to this backup folder: process {pid} of this computer.',
      action: 'Wait until it has finished, or cancel it there.',
    },
  },
  {
    code: 'backup-running',
    applies: ({ state, program, isOwn }) => state === 'running' && isOwn !== true && program === 'backup-lab',
    words: {
      message: 'The command line is writing to this backup folder: process {pid} of this computer.',
      action: 'Wait until it has finished, or cancel it there.',
    },
  },
  {
    code: 'backup-running',
    applies: ({ state, pid, isOwn }) => state === 'running' && isOwn !== true && typeof pid === 'number',
    words: {
      message: 'Another program is writing to this backup folder: process {pid} of this computer.',
      action: 'Wait until it has finished, or cancel it there.',
    },
  },
  {
    code: 'backup-running',
    applies: ({ state }) => state === 'perhaps',
    words: {
      message: 'Another backup into this folder is running (process {pid} of this computer).',
      action:
        'Wait until it has finished, or cancel it. If that process is another program, no backup is running: delete the file {lock}, then try again.',
    },
  },
];

function wordsOfEach(code: string, messages: Readonly<Record<Standing, string>>, action: SurfaceText): WordsByData[] {
  return Object.entries(messages).map(([what, message]) => ({
    code,
    applies: ({ standing }) => standing === what,
    words: { message, action },
  }));
}
