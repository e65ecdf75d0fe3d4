/** Words for errors whose data says more than their code: looked up before the table of codes. */
import { formatterFor } from './format.ts';
import { FAULT_WORDS } from './fault-words.ts';
import { LINK_WORDS } from './link-words.ts';
import { DATABASE_WORDS } from './database-words.ts';
import { PLACE_WORDS } from './place-words.ts';
import { FREE_SPACE, RESTART_DEVICE, SET_ASIDE } from './common-actions.ts';
import type { ErrorWords, WordsByData } from './surface-words.ts';

type Data = Readonly<Record<string, unknown>>;

const WORDS_BY_DATA: readonly WordsByData[] = [
  {
    code: 'cancelled',
    applies: ({ operation, onDevice, hasBegun }) => operation === 'backup' && onDevice !== true && hasBegun === true,
    words: { message: 'The backup was canceled.', action: 'The next backup continues where this one stopped.' },
  },
  {
    code: 'cancelled',
    applies: ({ operation, onDevice, hasBegun }) => operation === 'backup' && onDevice !== true && hasBegun === false,
    words: { message: 'The backup was canceled.', action: 'Nothing was changed.' },
  },
  {
    code: 'device-refused',
    applies: ({ description }) => typeof description === 'string' && /keychain/i.test(description),
    words: {
      message: 'The device could not export its keychain, even on the second try.',
      action: 'Unlock the device and back up again. If that does not help, restart the device first.',
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [104, 208],
    applies: ({ deviceLocked }) => deviceLocked === true,
    words: {
      message: 'The screen of the device was locked during the backup, so the device could no longer read its files.',
      action: 'Back up again, and keep the device unlocked and awake until the backup has finished.',
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [104],
    applies: ({ files }) => Array.isArray(files) && files.length > 0,
    words: {
      message: 'The device could not read some of its own files: {files}.',
      action: 'Restart the device and back up again. If the same files fail, open or remove them on the device.',
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [105],
    applies: ({ neededBytes, deviceBytes }) =>
      typeof neededBytes === 'number' && typeof deviceBytes === 'number' && neededBytes > deviceBytes,
    words: {
      message: 'The device claims to need {needed}, which is more than the {device} it can hold. That looks wrong: {free} is free here.',
      action: 'Restart the device, then back up again.',
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [105],
    applies: ({ neededBytes, freeBytes }) => typeof neededBytes === 'number' && typeof freeBytes === 'number',
    words: {
      message: 'The backup needs {needed}, and {free} is free on this computer.',
      action: FREE_SPACE,
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [205],
    applies: ({ description }) => typeof description === 'string' && description.includes('NULL or zero-length data'),
    words: {
      message: 'The earlier backup in this folder is broken: its Manifest.plist is empty.',
      action: SET_ASIDE,
      actions: ['set-aside', 'other-folder'],
    },
  },
  tooLong('name', 'The device announced a name of {length} bytes. Its stream of files is out of step at byte {offset}.'),
  tooLong('chunk', 'The device announced a chunk of {length} bytes. Its stream of files is out of step at byte {offset}.'),
  tooLong('text', 'The device announced an error text of {length} bytes. Its stream of files is out of step at byte {offset}.'),
  {
    code: 'no-common-version',
    applies: ({ deviceVersion }) => typeof deviceVersion === 'number',
    words: {
      message: 'The device chose version {deviceVersion} of the backup protocol, which is not known here.',
      action: 'Update iOS Backup Lab or the device.',
    },
  },
];

/** Each for a code and what its data says. */
export const ALL_WORDS_BY_DATA: readonly WordsByData[] = [
  ...WORDS_BY_DATA,
  ...LINK_WORDS,
  ...PLACE_WORDS,
  ...DATABASE_WORDS,
  ...FAULT_WORDS,
];

/** Undefined where the table of words says all there is to say. */
export function wordsByData(code: string, data: Data): ErrorWords | undefined {
  const deviceCode = Math.abs(Number(data.deviceCode));
  return ALL_WORDS_BY_DATA.find((item) => item.code === code && (item.deviceCodes?.includes(deviceCode) ?? true) && item.applies(data))
    ?.words;
}

/** A part of the stream of files whose announced length makes no sense. */
function tooLong(part: string, message: string): WordsByData {
  return {
    code: 'frame-too-long',
    applies: ({ what, offset }) => what === part && typeof offset === 'number',
    words: { message, action: RESTART_DEVICE },
  };
}

/** Numbers of bytes as people read them, under the names that sentences use. */
export function withSizes(data: Data): Data {
  const { bytes } = formatterFor();
  const shown = (value: unknown) => (typeof value === 'number' ? bytes(value) : undefined);
  return { needed: shown(data.neededBytes), free: shown(data.freeBytes), device: shown(data.deviceBytes), ...data };
}
