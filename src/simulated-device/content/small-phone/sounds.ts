/** Voice memos and ringtones. */
import { addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import { insertStoreTables } from '../core-data.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { VOICE_MEMOS_SCHEMA } from '../schemas/settings-schemas.ts';
import { cafRecording } from '../sound.ts';

const MEMOS = 6;
/** Core Data's number of the kind of row. */
const ENTITY_RECORDING = 2;
const DAY_SECONDS = 86_400;

export function addSounds(phone: PhoneBuilder): void {
  const media = phone.domain('MediaDomain');
  const name = (number: number) => `2026010${number} 090000.caf`;
  addKnownDatabase(media, 'Media/Recordings/CloudRecordings.db', {
    schema: VOICE_MEMOS_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      const random = phone.random('voice memos');
      insertStoreTables(insert, [{ number: ENTITY_RECORDING, name: 'CloudRecording', rows: MEMOS }], random);
      for (let number = 1; number <= MEMOS; number++) {
        const title = `Sample Memo ${number}`;
        const facts = { ZDATE: appleSeconds(phone.now) - number * DAY_SECONDS, ZDURATION: number * 2, ZFLAGS: 0 };
        const names = { ZCUSTOMLABEL: title, ZENCRYPTEDTITLE: title, ZPATH: name(number), ZUNIQUEID: random.uuid() };
        insert('ZCLOUDRECORDING', { Z_PK: number, Z_ENT: ENTITY_RECORDING, Z_OPT: 1, ...facts, ...names });
      }
    },
  });
  for (let number = 1; number <= MEMOS; number++) {
    media.file(`Media/Recordings/${name(number)}`, cafRecording(number * 2, 200 + number * 40));
  }
  const tones = phone.domain('TonesDomain');
  for (const number of [1, 2]) tones.file(`Media/iTunes_Control/Ringtones/Sample Tone ${number}.caf`, cafRecording(3, 600 * number));
  addPlist(tones, 'Media/iTunes_Control/iTunes/Ringtones.plist', () =>
    dict({ Ringtones: dict({ 'Sample Tone 1.caf': dict({ Name: 'Sample Tone 1' }) }) }),
  );
  addPlist(
    phone.domain('AppDomainGroup-group.com.apple.VoiceMemos.shared'),
    'Library/Preferences/group.com.apple.VoiceMemos.shared.plist',
    () => dict({ RecordingsMigrated: false }),
  );
}
