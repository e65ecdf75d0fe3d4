/** The accounts of the phone's owner: an Apple Account and what belongs to it, and a mail account. */
import { appleSeconds } from '../apple-time.ts';
import { insertStoreTables } from '../core-data.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { DomainBuilder, PhoneBuilder } from '../phone-builder.ts';
import { ACCOUNTS_SCHEMA } from '../schemas/settings-schemas.ts';
import type { Insert } from '../sqlite-file.ts';
import { OWNER } from './life/people.ts';

/** Core Data's numbers of the kinds of rows; those of accounts, types and data classes are also in names of tables. */
const ENTITY = { account: 2, property: 3, type: 4, dataClass: 7 } as const;
const DATA_CLASSES = [
  'com.apple.Dataclass.Backup',
  'com.apple.Dataclass.Contacts',
  'com.apple.Dataclass.Calendars',
  'com.apple.Dataclass.Mail',
];
const TYPES = [
  ['com.apple.account.AppleAccount', 'iCloud', [1, 2, 3, 4]],
  ['com.apple.account.IdentityServices', 'iMessage', []],
  ['com.apple.account.IMAP', 'IMAP', [4]],
] as const;

export function addAccounts(phone: PhoneBuilder, home: DomainBuilder): void {
  addKnownDatabase(home, 'Library/Accounts/Accounts3.sqlite', {
    schema: ACCOUNTS_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      fillTypes(insert, phone);
      fillAccounts(insert, phone);
    },
  });
}

function fillTypes(insert: Insert, phone: PhoneBuilder): void {
  const kinds = [
    { number: ENTITY.account, name: 'Account', rows: TYPES.length },
    { number: ENTITY.property, name: 'AccountProperty', rows: 1 },
    { number: ENTITY.type, name: 'AccountType', rows: TYPES.length },
    { number: ENTITY.dataClass, name: 'Dataclass', rows: DATA_CLASSES.length },
  ];
  insertStoreTables(insert, kinds, phone.random('account store'));
  for (const [index, name] of DATA_CLASSES.entries()) {
    insert('ZDATACLASS', { Z_PK: index + 1, Z_ENT: ENTITY.dataClass, Z_OPT: 1, ZNAME: Buffer.from(name, 'utf8') });
  }
  for (const [index, [identifier, description, classes]] of TYPES.entries()) {
    const state = { ZOBSOLETE: 0, ZSUPPORTSAUTHENTICATION: 1, ZSUPPORTSMULTIPLEACCOUNTS: 1, ZVISIBILITY: 0, ZCREDENTIALTYPE: 'password' };
    const type = { Z_PK: index + 1, Z_ENT: ENTITY.type, Z_OPT: 1, ZIDENTIFIER: identifier, ZACCOUNTTYPEDESCRIPTION: description };
    insert('ZACCOUNTTYPE', { ...type, ...state });
    for (const dataClass of classes) {
      insert('Z_4SUPPORTEDDATACLASSES', { Z_4SUPPORTEDTYPES: index + 1, Z_7SUPPORTEDDATACLASSES: dataClass });
    }
  }
}

/** The identity for messages belongs to the Apple Account; only its backup is switched on. */
function fillAccounts(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('accounts');
  const date = appleSeconds(phone.now) - 400 * 86_400;
  const accounts = [
    { row: 1, type: 1, parent: null, description: 'iCloud', owner: 'com.apple.purplebuddy' },
    { row: 2, type: 2, parent: 1, description: 'iMessage', owner: 'com.apple.identityservicesd' },
    { row: 3, type: 3, parent: null, description: 'Sample Account 1', owner: 'com.apple.Preferences' },
  ];
  for (const { row, type, parent, description, owner } of accounts) {
    insert('ZACCOUNT', {
      Z_PK: row,
      Z_ENT: ENTITY.account,
      Z_OPT: 1,
      ZACTIVE: 1,
      ZAUTHENTICATED: 1,
      ZSUPPORTSAUTHENTICATION: 1,
      ZVISIBLE: parent === null ? 1 : 0,
      ZACCOUNTTYPE: type,
      ZPARENTACCOUNT: parent,
      ZDATE: date + row * 3600,
      ZACCOUNTDESCRIPTION: description,
      ZIDENTIFIER: random.uuid(),
      ZOWNINGBUNDLEID: owner,
      ZUSERNAME: OWNER.email,
    });
  }
  insert('Z_2ENABLEDDATACLASSES', { Z_2ENABLEDACCOUNTS: 1, Z_7ENABLEDDATACLASSES: 1 });
  insert('Z_2PROVISIONEDDATACLASSES', { Z_2PROVISIONEDACCOUNTS: 1, Z_7PROVISIONEDDATACLASSES: 1 });
  const value = Buffer.from(OWNER.name, 'utf8');
  insert('ZACCOUNTPROPERTY', { Z_PK: 1, Z_ENT: ENTITY.property, Z_OPT: 1, ZOWNER: 1, ZKEY: 'fullName', ZVALUE: value });
}
