/** Branded strings for names that are easily mixed up: Udid, FileId, Domain. */
import { hash } from 'node:crypto';

/** The device's name for itself: 40 lower-case hex digits, or 8-16 upper-case hex digits since A12. */
export type Udid = string & { readonly brand: 'Udid' };
/** Name of a payload: SHA-1 in 40 lower-case hex digits. */
export type FileId = string & { readonly brand: 'FileId' };
/** A named root on the device, such as `HomeDomain` or `AppDomain-com.example.app`. The list is open. */
export type Domain = string & { readonly brand: 'Domain' };

/** The UDID in its canonical form, from any spelling in use: upper or lower case, 24 digits with or without the dash. Undefined for anything else. */
export function parseUdid(text: string): Udid | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-f]{40}$/i.test(trimmed)) return asUdid(trimmed.toLowerCase());
  const short = /^([0-9a-f]{8})-?([0-9a-f]{16})$/i.exec(trimmed);
  return short ? asUdid(`${short[1]}-${short[2]}`.toUpperCase()) : undefined;
}

/** Treats `text` as a UDID without a check, for names that came from a device. */
export function asUdid(text: string): Udid {
  return text as Udid;
}

export function isFileId(text: string): text is FileId {
  return /^[0-9a-f]{40}$/.test(text);
}

/** SHA-1 over the exact UTF-8 bytes of `domain-relativePath`; case and Unicode form are never changed. */
export function fileIdOf(domain: string, relativePath: string): FileId {
  return hash('sha1', `${domain}-${relativePath}`, 'hex') as FileId; // a third of the time of a Hash object
}
