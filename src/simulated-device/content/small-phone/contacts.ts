/** Contacts: people with numbers, addresses and birthdays, a company, a group, and their pictures. */
import { appleSeconds } from '../apple-time.ts';
import { encodeJpeg, landscape } from '../jpeg.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { CONTACT_IMAGES_SCHEMA, CONTACTS_SCHEMA } from '../schemas/contacts-schemas.ts';
import type { Insert } from '../sqlite-file.ts';
import { fullNameOf, SAMPLE_PEOPLE } from './life/people.ts';

const PROPERTY = { phone: 3, email: 4, address: 5 } as const;
/** Rows of ABMultiValueLabel, in order. */
const LABELS = ['_$!<Mobile>!$_', '_$!<Home>!$_', '_$!<Work>!$_'] as const;
/** Rows of ABMultiValueEntryKey, in order. */
const ADDRESS_KEYS = ['Street', 'ZIP', 'City', 'CountryCode', 'State', 'Country'] as const;
const VALUES_PER_PERSON = 3;
const COMPANY_ROW = SAMPLE_PEOPLE.length + 1;
const PICTURES = 6;
const DAY_SECONDS = 86_400;
const THUMBNAIL_FORMATS = [0, 5];

export function addContacts(phone: PhoneBuilder): void {
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  addKnownDatabase(home, 'Library/AddressBook/AddressBook.sqlitedb', {
    schema: CONTACTS_SCHEMA,
    ios: phone.ios,
    userVersion: 86,
    fill: (insert) => {
      insertStore(insert);
      for (const person of SAMPLE_PEOPLE) insertPerson(insert, phone, person);
      insertGroup(insert, phone);
    },
    later: (insert) => {
      insertCompany(insert, phone);
    },
  });
  addKnownDatabase(home, 'Library/AddressBook/AddressBookImages.sqlitedb', {
    schema: CONTACT_IMAGES_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      insertPictures(insert, phone);
    },
  });
}

function insertStore(insert: Insert): void {
  insert('_SqliteDatabaseProperties', { key: '_ClientVersion', value: '86' });
  insert('ABAccount', { ROWID: 1, AccountIdentifier: 'Local', Flags: 0, DefaultSourceID: 1 });
  const store = { ROWID: 1, Name: 'Local Address Book', Type: 0, AccountID: 1, Enabled: 1, Capabilities: 0, MeIdentifier: -1 };
  insert('ABStore', store);
  for (const value of LABELS) insert('ABMultiValueLabel', { value });
  for (const value of ADDRESS_KEYS) insert('ABMultiValueEntryKey', { value });
  const initials = { LanguageIndex: 0, Section: 'S', number: COMPANY_ROW };
  for (const by of ['First', 'Last']) {
    insert(`${by}SortSectionCount`, { ...initials, StoreID: 1 });
    insert(`${by}SortSectionCountTotal`, { ...initials, Type: 0 });
  }
}

function insertPerson(insert: Insert, phone: PhoneBuilder, person: (typeof SAMPLE_PEOPLE)[number]): void {
  const { id, firstName, lastName, phoneNumber, email, birthday } = person;
  const random = phone.random(`contact ${id}`);
  const changed = appleSeconds(phone.now) - id * DAY_SECONDS;
  // Noon, in the year 1604: a birthday without a year.
  const born = (Date.UTC(1604, birthday.month - 1, birthday.day, 12) - Date.UTC(2001, 0, 1)) / 1000;
  insert('ABPersonLink', { ROWID: id, PreferredImagePersonID: id, PreferredNamePersonID: id, guid: random.uuid() });
  insert('ABPerson', {
    ...sortKeys(firstName, lastName),
    ROWID: id,
    First: firstName,
    Last: lastName,
    Kind: 0,
    Birthday: id % 3 === 0 ? String(born) : null,
    Note: id % 5 === 0 ? 'Met on the ferry.' : null,
    JobTitle: id % 6 === 0 ? 'Sailor' : null,
    Nickname: id % 8 === 0 ? `Sample ${id}` : null,
    CreationDate: changed - 100 * DAY_SECONDS,
    ModificationDate: changed,
    StoreID: 1,
    PersonLink: id,
    IsPreferredName: 1,
    ExternalUUID: random.uuid(),
    guid: `${random.uuid()}:ABPerson`,
    DisplayName: null,
  });
  const value = (index: number, property: number, label: number, text: string | null) => {
    const UID = (id - 1) * VALUES_PER_PERSON + index;
    insert('ABMultiValue', { UID, record_id: id, property, identifier: 0, label, value: text, guid: random.uuid() });
    return UID;
  };
  insert('ABPhoneLastFour', { multivalue_id: value(1, PROPERTY.phone, 1, phoneNumber), value: phoneNumber.slice(-4) });
  value(2, PROPERTY.email, 2, email);
  if (id % 2 === 0) insertAddress(insert, value(3, PROPERTY.address, 2, null), id);
  insert('ABPersonFullTextSearch', { docid: id, First: firstName, Last: lastName, Phone: phoneNumber, Email: email });
}

function sortKeys(first: string, last: string): Record<string, string | number> {
  const sections = { FirstSortSection: first.slice(0, 1), LastSortSection: last.slice(0, 1) };
  return { FirstSort: first.toUpperCase(), LastSort: last.toUpperCase(), ...sections, FirstSortLanguageIndex: 0, LastSortLanguageIndex: 0 };
}

function insertAddress(insert: Insert, parent: number, id: number): void {
  const parts = [`${id} Sample Street`, String(10_000 + id), 'Sampletown', 'us', 'SA', 'Sampleland'];
  for (const [index, value] of parts.entries()) insert('ABMultiValueEntry', { parent_id: parent, key: index + 1, value });
}

function insertGroup(insert: Insert, phone: PhoneBuilder): void {
  insert('ABGroup', { ROWID: 1, Name: 'Sample Crew', StoreID: 1, guid: phone.random('contact group').uuid() });
  for (const [index, member] of [1, 2, 4].entries()) {
    insert('ABGroupMembers', { UID: index + 1, group_id: 1, member_type: 0, member_id: member });
  }
}

function insertCompany(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('contact company');
  const now = appleSeconds(phone.now);
  insert('ABPersonLink', { ROWID: COMPANY_ROW, guid: random.uuid() });
  insert('ABPerson', {
    ROWID: COMPANY_ROW,
    Organization: 'Example Company',
    Kind: 1,
    StoreID: 1,
    PersonLink: COMPANY_ROW,
    CreationDate: now - 60,
    ModificationDate: now - 60,
    guid: `${random.uuid()}:ABPerson`,
  });
  const UID = COMPANY_ROW * VALUES_PER_PERSON;
  insert('ABMultiValue', { UID, record_id: COMPANY_ROW, property: PROPERTY.email, identifier: 0, label: 3, value: 'office@example.com' });
}

function insertPictures(insert: Insert, phone: PhoneBuilder): void {
  for (const person of SAMPLE_PEOPLE.slice(0, PICTURES)) {
    const { id } = person;
    const data = encodeJpeg({ width: 96, height: 96 }, landscape(phone.random(`picture of ${fullNameOf(person)}`)));
    insert('ABFullSizeImage', { ROWID: id, record_id: id, crop_x: 0, crop_y: 0, crop_width: 96, data });
    for (const [index, format] of THUMBNAIL_FORMATS.entries()) {
      const ROWID = (id - 1) * THUMBNAIL_FORMATS.length + index + 1;
      insert('ABThumbnailImage', { ROWID, record_id: id, format, derived_from_format: 2, data });
    }
  }
}
