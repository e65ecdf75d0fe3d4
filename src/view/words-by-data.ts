/** Words for errors whose data tells more than their code: looked up before the tables. */
import { formatterFor } from './format.ts';
import { LINK_WORDS } from './link-words.ts';
import { PLACE_WORDS } from './place-words.ts';
import type { Words } from './words.ts';

type Data = Readonly<Record<string, unknown>>;

export interface WordsByData {
  readonly code: string;
  readonly deviceCodes?: readonly number[];
  readonly applies: (data: Data) => boolean;
  readonly words: Words;
}

const WORDS_BY_DATA: readonly WordsByData[] = [
  {
    code: 'cancelled',
    applies: ({ operation, onDevice, hasBegun }) => operation === 'backup' && onDevice !== true && hasBegun === true,
    words: { message: 'The backup was cancelled.', action: 'The next backup continues where this one stopped.' },
  },
  {
    code: 'cancelled',
    applies: ({ operation, onDevice, hasBegun }) => operation === 'backup' && onDevice !== true && hasBegun === false,
    words: { message: 'The backup was cancelled.', action: 'Nothing was changed.' },
  },
  {
    code: 'device-refused',
    applies: ({ description }) => typeof description === 'string' && /keychain/i.test(description),
    words: {
      message: 'The device could not export its keychain, not even when it was asked again.',
      action: 'Unlock the device, restart it if that does not help, then start the backup again.',
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [104, 208],
    applies: ({ deviceLocked }) => deviceLocked === true,
    words: {
      message: 'The screen of the device was locked during the backup, so the device could no longer read its files.',
      action: 'Start the backup again, and keep the device unlocked and awake until it has finished.',
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [104],
    applies: ({ files }) => Array.isArray(files) && files.length > 0,
    words: {
      message: 'The device could not read some of its own files: {files}.',
      action: 'Restart the device and start the backup again; if the same files fail, open or remove them on the device.',
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [105],
    applies: ({ neededBytes, deviceBytes }) =>
      typeof neededBytes === 'number' && typeof deviceBytes === 'number' && neededBytes > deviceBytes,
    words: {
      message:
        'The device claims to need {needed}, more than the {device} that it can hold itself. This looks wrong; {free} are free here.',
      action: 'Restart the device, then start the backup again.',
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [105],
    applies: ({ neededBytes, freeBytes }) => typeof neededBytes === 'number' && typeof freeBytes === 'number',
    words: {
      message: 'The backup needs {needed}, and {free} are free on this computer.',
      action: 'Free some space or choose another folder, then try again.',
    },
  },
  {
    code: 'device-refused',
    deviceCodes: [205],
    applies: ({ description }) => typeof description === 'string' && description.includes('NULL or zero-length data'),
    words: {
      message: 'The earlier backup in this folder is broken: its Manifest.plist is empty.',
      action: 'Set that folder aside, or choose another one; the next backup is then a full one.',
    },
  },
  {
    code: 'frame-too-long',
    applies: ({ offset }) => typeof offset === 'number',
    words: {
      message: 'The device announced a {what} of {length} bytes: its stream of files is out of step at byte {offset}.',
      action: 'Restart the device and try again; if it happens again, show the log.',
    },
  },
  {
    code: 'no-common-version',
    applies: ({ deviceVersion }) => typeof deviceVersion === 'number',
    words: {
      message: 'The device chose version {deviceVersion} of the backup protocol, which is unknown here.',
      action: 'Update iOS Backup Lab or the device.',
    },
  },
];

const ALL: readonly WordsByData[] = [...WORDS_BY_DATA, ...LINK_WORDS, ...PLACE_WORDS];

/** Undefined where the table of words says all there is to say. */
export function wordsByData(code: string, data: Data): Words | undefined {
  const deviceCode = Math.abs(Number(data.deviceCode));
  return ALL.find((item) => item.code === code && (item.deviceCodes?.includes(deviceCode) ?? true) && item.applies(data))?.words;
}

export const ALL_WORDS_BY_DATA: readonly Words[] = ALL.map(({ words }) => words);

/** Numbers of bytes as people read them, under the names that sentences use. */
export function withSizes(data: Data): Data {
  const { bytes } = formatterFor();
  const shown = (value: unknown) => (typeof value === 'number' ? bytes(value) : undefined);
  return { needed: shown(data.neededBytes), free: shown(data.freeBytes), device: shown(data.deviceBytes), ...data };
}
