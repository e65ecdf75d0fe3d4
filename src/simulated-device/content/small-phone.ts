/** A small realistic phone: some 500 files in over 30 domains, made from a seed on demand. */
import { EditableContent, type FileBase } from './editable-content.ts';
import { PhoneBuilder } from './phone-builder.ts';
import { addAppleApps } from './small-phone/apple-apps.ts';
import { addCalendarAndNotes } from './small-phone/calendar-and-notes.ts';
import { addContactsAndCalls } from './small-phone/contacts-and-calls.ts';
import { addFieldNotes } from './small-phone/field-notes.ts';
import { addHealth } from './small-phone/health.ts';
import { addKeychain } from './small-phone/keychain.ts';
import { addMessages } from './small-phone/messages.ts';
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
}

/** 2026-01-15T08:00:00Z. */
export const SAMPLE_NOW_SECONDS = 1_768_464_000;

/**
 * Makes the content of a small phone. It costs nothing until the files are read: the bytes of a file are made when they, or their length, are
 * needed.
 */
export function makeSmallPhone(options: SmallPhoneOptions = {}): EditableContent {
  return new EditableContent(() => smallPhoneFiles(options));
}

/** What lies below all changes; several phones of the same options may share it. */
export function smallPhoneFiles(options: SmallPhoneOptions = {}): FileBase {
  const now = options.now === undefined ? SAMPLE_NOW_SECONDS : Math.floor(options.now.getTime() / 1000);
  const phone = new PhoneBuilder(options.seed ?? 1, now);
  addMessages(phone);
  addContactsAndCalls(phone);
  addCalendarAndNotes(phone);
  addPhotos(phone);
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
