/** The content of a phone that was just erased: the system's own files and apps, nothing personal. */
import { EditableContent } from './editable-content.ts';
import type { PhoneContent } from './phone-content.ts';
import { PhoneBuilder } from './phone-builder.ts';
import { addAppleApps } from './small-phone/apple-apps.ts';
import { addSystemDomains } from './small-phone/system-domains.ts';
import { SAMPLE_NOW_SECONDS, type SmallPhoneOptions } from './small-phone.ts';

/** `revision` goes on from the content that was erased. */
export function makeFactoryPhone({ seed = 1, now, device }: SmallPhoneOptions = {}, revision = 0): EditableContent {
  return new EditableContent(() => {
    const phone = new PhoneBuilder(seed, now === undefined ? SAMPLE_NOW_SECONDS : Math.floor(now.getTime() / 1000), device);
    addAppleApps(phone);
    addSystemDomains(phone);
    return phone.finish();
  }, revision);
}

/** A phone that somebody made up, erased: no files, and those of its applications that belong to the system. */
export function makeEmptyPhone(erased: PhoneContent): EditableContent {
  const applications = erased.applications().filter(({ origin }) => origin === 'system');
  return new EditableContent(() => ({ files: () => [], file: () => undefined, applications: () => applications }), erased.revision + 1);
}
