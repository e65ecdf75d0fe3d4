/** What a phone holds when it has just been erased: the system's own files and applications, and nothing of a person. */
import { EditableContent } from './editable-content.ts';
import type { PhoneContent } from './phone-content.ts';
import { PhoneBuilder } from './phone-builder.ts';
import { addAppleApps } from './small-phone/apple-apps.ts';
import { addSystemDomains } from './small-phone/system-domains.ts';
import { SAMPLE_NOW_SECONDS, type SmallPhoneOptions } from './small-phone.ts';

/** `revision` goes on from the content that was erased. */
export function makeFactoryPhone({ seed = 1, now }: SmallPhoneOptions = {}, revision = 0): EditableContent {
  return new EditableContent(() => {
    const phone = new PhoneBuilder(seed, now === undefined ? SAMPLE_NOW_SECONDS : Math.floor(now.getTime() / 1000));
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
