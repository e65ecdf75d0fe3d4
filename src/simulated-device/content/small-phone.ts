/** A small realistic phone: some 500 files in over 30 domains, made from a seed on demand. */
import { EditableContent, type FileBase } from './editable-content.ts';
import { PhoneBuilder, type BuiltDevice } from './phone-builder.ts';
import { addAppleApps } from './small-phone/apple-apps.ts';
import { addCalendar } from './small-phone/calendar.ts';
import { addCalls } from './small-phone/calls.ts';
import { addContacts } from './small-phone/contacts.ts';
import { addFieldNotes } from './small-phone/field-notes.ts';
import { addHealth } from './small-phone/health.ts';
import { addKeychain } from './small-phone/keychain.ts';
import { samplePictures } from './small-phone/life/pictures.ts';
import { addMessages } from './small-phone/messages.ts';
import { addNotes } from './small-phone/notes.ts';
import { addPhotos } from './small-phone/photos.ts';
import { addSafari } from './small-phone/safari.ts';
import { addSettings } from './small-phone/settings.ts';
import { addSounds } from './small-phone/sounds.ts';
import { addSystemDomains } from './small-phone/system-domains.ts';
import { addTrailMap } from './small-phone/trail-map.ts';

/** What determines the content of the small phone. */
export interface SmallPhoneOptions {
  /** Same seed, same files to the last byte. Default 1. */
  readonly seed?: number;
  /** The moment that the phone's files are dated back from; not the computer's clock, so that bytes do not depend on the day. */
  readonly now?: Date;
  /** Whose content it is: databases are those of its version of iOS. Default the preset "iphone". */
  readonly device?: BuiltDevice;
}

/** 2026-01-15T08:00:00Z. */
export const SAMPLE_NOW_SECONDS = 1_768_464_000;

/** The files of phones that are still in use, by what determines them: phones that are alike share them, and what was made of them. */
const inUse = new Map<string, WeakRef<FileBase>>();

/**
 * Makes the content of a small phone. It costs nothing until the files are read: the bytes of a file are made when they, or their length, are
 * needed, and once for all phones of the same options.
 */
export function makeSmallPhone(options: SmallPhoneOptions = {}): EditableContent {
  return new EditableContent(() => sharedFiles(options));
}

function sharedFiles(options: SmallPhoneOptions): FileBase {
  const { seed = 1, now, device } = options;
  const key = JSON.stringify([seed, now?.getTime(), device?.productType, device?.productVersion, device?.buildVersion]);
  const files = inUse.get(key)?.deref() ?? smallPhoneFiles(options);
  inUse.set(key, new WeakRef(files));
  return files;
}

/** What lies below all changes; several phones of the same options may share it. */
export function smallPhoneFiles(options: SmallPhoneOptions = {}): FileBase {
  const now = options.now === undefined ? SAMPLE_NOW_SECONDS : Math.floor(options.now.getTime() / 1000);
  const phone = new PhoneBuilder(options.seed ?? 1, now, options.device);
  const pictures = samplePictures(phone);
  addMessages(phone, pictures);
  addContacts(phone);
  addCalls(phone);
  addCalendar(phone);
  addNotes(phone);
  addPhotos(phone, pictures);
  addSafari(phone);
  addHealth(phone);
  addKeychain(phone);
  addSettings(phone);
  addSounds(phone);
  addFieldNotes(phone);
  addTrailMap(phone);
  addAppleApps(phone);
  addSystemDomains(phone);
  return phone.finish();
}
