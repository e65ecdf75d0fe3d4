/** Calls and voicemails. */
import { addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import { insertStoreTables } from '../core-data.ts';
import { addKnownDatabase, type TableColumns } from '../known-database.ts';
import type { DomainBuilder, PhoneBuilder } from '../phone-builder.ts';
import { CALLS_SCHEMA, OLD_CALLS_SCHEMA, VOICEMAIL_SCHEMA } from '../schemas/calls-schemas.ts';
import { amrSilence } from '../sound.ts';
import type { Insert } from '../sqlite-file.ts';
import { sampleCalls, sampleVoicemails, type Call } from './life/calls.ts';
import { fullNameOf, OWNER, personOf, SAMPLE_PEOPLE } from './life/people.ts';

/** Core Data's numbers of the kinds of rows in the call history. */
const ENTITY = { properties: 1, record: 2, handle: 4 } as const;
const CALL_TYPE = { phone: 1, 'facetime-video': 8, 'facetime-audio': 16 } as const;
const HANDLE_TYPE_PHONE = 2;
/** Rows of handles: one for each contact, then one for the number that is not in the contacts. */
const STRANGER_HANDLE = SAMPLE_PEOPLE.length + 1;
/** A call history of iOS 7 stays on a phone that was updated. */
const LAST_WITH_OLD_HISTORY = 9;

export function addCalls(phone: PhoneBuilder): void {
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  const options = { protectionClass: 3 };
  addKnownDatabase(
    home,
    'Library/CallHistoryDB/CallHistory.storedata',
    {
      schema: CALLS_SCHEMA,
      ios: phone.ios,
      fill: (insert, columns) => {
        fillCalls(insert, columns, phone);
      },
      later: (insert, columns) => {
        for (const call of sampleCalls(phone).newest) insertCall(insert, columns, call);
      },
    },
    options,
  );
  addPlist(home, 'Library/CallHistoryDB/com.apple.callhistory.databaseInfo.plist', () => dict({ DatabaseVersion: 36n }), options);
  addVoicemail(phone, home);
  if (phone.ios <= LAST_WITH_OLD_HISTORY) addOldHistory(phone);
}

function fillCalls(insert: Insert, columns: TableColumns, phone: PhoneBuilder): void {
  const { calls } = sampleCalls(phone);
  const random = phone.random('call history');
  const entities = [
    { number: ENTITY.properties, name: 'CallDBProperties', rows: 1 },
    { number: ENTITY.record, name: 'CallRecord', rows: calls.length },
  ];
  const handles = columns('ZHANDLE') === undefined ? [] : [{ number: ENTITY.handle, name: 'Handle', rows: STRANGER_HANDLE }];
  insertStoreTables(insert, [...entities, ...handles], random);
  const talked = calls.reduce((seconds, { duration }) => seconds + duration, 0);
  insert('ZCALLDBPROPERTIES', { Z_PK: 1, Z_ENT: ENTITY.properties, Z_OPT: 1, ZTIMER_ALL: talked, ZTIMER_LIFETIME: talked });
  const addresses = [
    ...SAMPLE_PEOPLE.map(({ phoneNumber }) => phoneNumber),
    calls.find(({ person }) => person === undefined)?.address ?? '',
  ];
  for (const [index, address] of addresses.entries()) {
    const handle = { Z_PK: index + 1, Z_ENT: ENTITY.handle, Z_OPT: 1, ZTYPE: HANDLE_TYPE_PHONE };
    insert('ZHANDLE', { ...handle, ZNORMALIZEDVALUE: address, ZVALUE: address });
  }
  for (const call of calls) insertCall(insert, columns, call);
}

function insertCall(insert: Insert, columns: TableColumns, call: Call): void {
  const { id, uuid, person, address, kind, isOutgoing, isAnswered, startedAt, duration } = call;
  // Handles came with the text form of the address; before, it was data.
  const hasHandles = columns('ZHANDLE') !== undefined;
  insert('ZCALLRECORD', {
    Z_PK: id,
    Z_ENT: ENTITY.record,
    Z_OPT: 1,
    ZANSWERED: isAnswered && !isOutgoing ? 1 : 0,
    ZCALL_CATEGORY: kind === 'facetime-video' ? 2 : 1,
    ZCALLTYPE: CALL_TYPE[kind],
    ZDISCONNECTED_CAUSE: isAnswered ? 0 : 6,
    ZHANDLE_TYPE: HANDLE_TYPE_PHONE,
    ZNUMBER_AVAILABILITY: 0,
    ZORIGINATED: isOutgoing ? 1 : 0,
    ZREAD: 1,
    ZDATE: appleSeconds(startedAt),
    ZDURATION: duration,
    ZISO_COUNTRY_CODE: 'us',
    ZLOCATION: '<<RecentsNumberLocationNotFound>>',
    ZNAME: person === undefined ? null : fullNameOf(personOf(person)),
    ZSERVICE_PROVIDER: kind === 'phone' ? 'com.apple.Telephony' : 'com.apple.FaceTime',
    ZUNIQUE_ID: uuid,
    ZADDRESS: hasHandles ? address : Buffer.from(address, 'utf8'),
    ...(columns('ZCALLRECORD')?.includes('ZHASMESSAGE') === true ? { ZHASMESSAGE: 0, ZJUNKCONFIDENCE: 0, ZWASEMERGENCYCALL: 0 } : {}),
  });
  insert('Z_2REMOTEPARTICIPANTHANDLES', { Z_2REMOTEPARTICIPANTCALLS: id, Z_4REMOTEPARTICIPANTHANDLES: person ?? STRANGER_HANDLE });
}

function addVoicemail(phone: PhoneBuilder, home: DomainBuilder): void {
  const voicemails = sampleVoicemails(phone);
  addKnownDatabase(home, 'Library/Voicemail/voicemail.db', {
    schema: VOICEMAIL_SCHEMA,
    ios: phone.ios,
    userVersion: 9,
    fill: (insert) => {
      insert('_SqliteDatabaseProperties', { key: '_ClientVersion', value: '9' });
      insert('map', { ROWID: 1, account: phone.random('voicemail account').uuid(), label: 'Primary' });
      for (const { id, call, leftAt, duration } of voicemails) {
        const from = { sender: call.address, callback_num: call.address, receiver: OWNER.phoneNumber };
        insert('voicemail', {
          ROWID: id,
          remote_uid: 100 + id,
          date: leftAt,
          duration,
          expiration: 0,
          trashed_date: 0,
          flags: 11,
          ...from,
        });
      }
    },
  });
  for (const { id, duration } of voicemails) home.file(`Library/Voicemail/${id}.amr`, () => amrSilence(duration));
  // No greeting was ever recorded: the file is there and empty.
  home.file('Library/Voicemail/Greeting.amr', () => new Uint8Array(0));
}

function addOldHistory(phone: PhoneBuilder): void {
  addKnownDatabase(phone.domain('WirelessDomain'), 'Library/CallHistory/call_history.db', {
    schema: OLD_CALLS_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      for (const { id, address, person, isOutgoing, isAnswered, startedAt, duration } of sampleCalls(phone).calls.slice(0, 20)) {
        const who = {
          address,
          originalAddress: address,
          id: person ?? -1,
          name: person === undefined ? null : fullNameOf(personOf(person)),
        };
        const what = { flags: isOutgoing ? 5 : 4, duration, answered: isAnswered ? 1 : 0, read: 1, assisted: 0 };
        insert('call', { ROWID: id, date: startedAt - 400 * 86_400, country_code: '310', ...who, ...what });
      }
    },
  });
}
