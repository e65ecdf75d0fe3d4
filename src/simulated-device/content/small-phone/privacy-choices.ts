/** What the owner allowed and refused to apps: TCC.db. */
import { addKnownDatabase } from '../known-database.ts';
import type { DomainBuilder, PhoneBuilder } from '../phone-builder.ts';
import { PRIVACY_CHOICES_SCHEMA } from '../schemas/settings-schemas.ts';
import { FIELD_NOTES, TRAIL_MAP } from './store-apps.ts';

/** access.auth_value. */
const ANSWER = { refused: 0, allowed: 2, limited: 3 } as const;
/** access.auth_reason. */
const BY_THE_OWNER = 2;
const CHOICES = [
  ['kTCCServicePhotos', FIELD_NOTES.id, 'allowed'],
  ['kTCCServiceMicrophone', FIELD_NOTES.id, 'allowed'],
  ['kTCCServiceAddressBook', FIELD_NOTES.id, 'refused'],
  ['kTCCServicePhotos', TRAIL_MAP.id, 'limited'],
  ['kTCCServiceCamera', TRAIL_MAP.id, 'refused'],
  ['kTCCServiceMotion', TRAIL_MAP.id, 'allowed'],
  ['kTCCServiceCalendar', TRAIL_MAP.id, 'refused'],
] as const;

export function addPrivacyChoices(phone: PhoneBuilder, home: DomainBuilder): void {
  addKnownDatabase(home, 'Library/TCC/TCC.db', {
    schema: PRIVACY_CHOICES_SCHEMA,
    ios: phone.ios,
    userVersion: 24,
    fill: (insert) => {
      insert('admin', { key: 'version', value: 24 });
      for (const [index, [service, client, answer]] of CHOICES.entries()) {
        insert('access', {
          service,
          client,
          client_type: 0,
          allowed: answer === 'refused' ? 0 : 1,
          prompt_count: 1,
          auth_value: ANSWER[answer],
          auth_reason: BY_THE_OWNER,
          auth_version: 1,
          indirect_object_identifier_type: 0,
          indirect_object_identifier: 'UNUSED',
          flags: 0,
          last_modified: phone.now - (index + 1) * 86_400 * 11,
        });
      }
    },
  });
}
