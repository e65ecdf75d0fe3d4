/** Voice memos and ringtones. */
import { addDatabase, addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { cafRecording } from '../sound.ts';
import type { Insert } from '../sqlite-file.ts';

const SCHEMA = `CREATE TABLE ZCLOUDRECORDING (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZDATE TIMESTAMP, ZDURATION FLOAT, ZCUSTOMLABEL VARCHAR, ZPATH VARCHAR, ZUNIQUEID VARCHAR);`;
const MEMOS = 6;
const DAY_SECONDS = 86_400;

export function addSounds(phone: PhoneBuilder): void {
  const media = phone.domain('MediaDomain');
  const name = (number: number) => `2026010${number} 090000.caf`;
  const fill = (insert: Insert) => {
    const random = phone.random('voice memos');
    for (let number = 1; number <= MEMOS; number++) {
      const facts = { ZDATE: appleSeconds(phone.now) - number * DAY_SECONDS, ZDURATION: number * 2, ZCUSTOMLABEL: `Sample Memo ${number}` };
      insert('ZCLOUDRECORDING', { Z_PK: number, Z_ENT: 2, Z_OPT: 1, ...facts, ZPATH: name(number), ZUNIQUEID: random.uuid() });
    }
  };
  addDatabase(media, 'Media/Recordings/CloudRecordings.db', { schema: SCHEMA, fill });
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
