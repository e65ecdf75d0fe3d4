/** What a salvage could not recover, in the words of a list. */
import type { LossCode } from '../backup/index.ts';
import { phrase } from './phrase.ts';

/** Without a full stop: a number of files follows. */
export const LOSS_WORDS: Readonly<Record<LossCode, string>> = {
  'keybag-lost': phrase('The keybag is lost. Without it, no password can open encrypted files'),
  'catalogue-key-lost': phrase('The key of Manifest.db is lost with Manifest.plist, and with it the keys of all files'),
  'keys-unproven': phrase('The password opens only part of the keybag'),
  'key-lost': phrase('The key is lost with its entry in the list of files'),
  'key-unfit': phrase('The key does not fit the stored content'),
  'content-missing': phrase('The content is missing'),
  'content-damaged': phrase('The content is damaged'),
  'name-lost': phrase('The name is lost. The content is kept under its fileID'),
  'record-lost': phrase('The name is known, but not dates, permissions and owner'),
  'record-unreadable': phrase('The name is known, but its record is damaged'),
};
