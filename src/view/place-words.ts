/** Words for what stands where it does not belong, and for a run that seems to hold a folder: errors whose data tells more than their code. */
import type { WordsByData } from './words-by-data.ts';

const MOVE_AWAY = 'Look what it is and move it away, then try again. It was neither followed nor changed.';
const SET_ASIDE = 'Set that folder aside, or choose another one; the next backup is then a full one.';

type Standing = 'folder' | 'link' | 'pipe' | 'socket' | 'device' | 'file' | 'large-file';

const AT_OWN_PLACE: Readonly<Record<Standing, string>> = {
  folder: 'A folder stands at {path}, where iOS Backup Lab keeps a file of its own.',
  file: 'A file stands at {path}, where iOS Backup Lab keeps a folder of its own.',
  link: 'A link stands at {path}, where iOS Backup Lab keeps what is its own; it follows none there.',
  pipe: 'A pipe stands at {path}, where iOS Backup Lab keeps what is its own.',
  socket: 'A socket stands at {path}, where iOS Backup Lab keeps what is its own.',
  device: 'A device file stands at {path}, where iOS Backup Lab keeps what is its own.',
  'large-file': 'The file at {path} is far larger than any that iOS Backup Lab keeps there.',
};

const IN_THE_BACKUP: Readonly<Record<Standing, string>> = {
  folder: 'The earlier backup in {path} is broken: a folder stands in the place of {file}.',
  file: 'The earlier backup in {path} is broken: a file stands in the place of {file}.',
  link: 'The earlier backup in {path} is broken: a link stands in the place of {file}.',
  pipe: 'The earlier backup in {path} is broken: a pipe stands in the place of {file}.',
  socket: 'The earlier backup in {path} is broken: a socket stands in the place of {file}.',
  device: 'The earlier backup in {path} is broken: a device file stands in the place of {file}.',
  'large-file': 'The earlier backup in {path} is broken: its {file} is far larger than any real one.',
};

export const PLACE_WORDS: readonly WordsByData[] = [
  {
    code: 'folder-unwritable',
    applies: ({ reason, systemCode }) => reason === 'EROFS' || systemCode === 'EROFS',
    words: {
      message: 'The disk that holds {path} is read-only.',
      action: 'Choose a folder on another disk, or make this one writable; then try again.',
    },
  },
  ...wordsOfEach('place-blocked', AT_OWN_PLACE, MOVE_AWAY),
  ...wordsOfEach('previous-broken', IN_THE_BACKUP, SET_ASIDE),
  {
    code: 'backup-running',
    applies: ({ state }) => state === 'elsewhere',
    words: {
      message: 'The computer {host} writes into this backup folder, or was cut off while it did.',
      action: 'Wait until it has finished. If no backup runs there any more, delete the file {lock}; then try again.',
    },
  },
  {
    code: 'backup-running',
    applies: ({ state }) => state === 'perhaps',
    words: {
      message: 'Another backup into this folder is running (process {pid} of this computer).',
      action:
        'Wait until it has finished, or cancel it. If that process is another program, nothing is running: delete the file {lock}; then try again.',
    },
  },
];

function wordsOfEach(code: string, messages: Readonly<Record<Standing, string>>, action: string): WordsByData[] {
  return Object.entries(messages).map(([what, message]) => ({
    code,
    applies: ({ standing }) => standing === what,
    words: { message, action },
  }));
}
