/** The calendar: events at places with people, some of them repeated, and birthdays of contacts. */
import { appleSeconds } from '../apple-time.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { CALENDAR_SCHEMA } from '../schemas/calendar-schemas.ts';
import { CALENDAR_EXTRAS_SCHEMA } from '../schemas/settings-schemas.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Insert } from '../sqlite-file.ts';
import { fullNameOf, OWNER, personOf, SAMPLE_PEOPLE } from './life/people.ts';
import { SAMPLE_PLACES } from './life/places.ts';

const CALENDARS = [
  { title: 'Home', color: '#1BADF8' },
  { title: 'Work', color: '#63DA38' },
  { title: 'Birthdays', color: '#8295AF' },
] as const;
const BIRTHDAYS = 3;
const EVENTS = 60;
const FIRST_BIRTHDAY = EVENTS + 2;
const ENTITY_EVENT = 2;
/** Participant.entity_type. */
const PARTICIPANT = { attendee: 7, organizer: 8 } as const;
const FREQUENCY = { weekly: 2, yearly: 4 } as const;
const SUMMARIES = [
  'Ferry to PLACE',
  'Lunch at PLACE',
  'Meeting about PLACE',
  'Walk at PLACE',
  'Swimming',
  'Dentist',
  'Call with the office',
];
const DAY_SECONDS = 86_400;

export function addCalendar(phone: PhoneBuilder): void {
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  addKnownDatabase(home, 'Library/Calendar/Calendar.sqlitedb', {
    schema: CALENDAR_SCHEMA,
    ios: phone.ios,
    userVersion: 6017,
    fill: (insert) => {
      fillCalendar(insert, phone);
    },
    later: (insert) => {
      const start = appleSeconds(phone.now);
      insertEvent(insert, {
        id: EVENTS + 1,
        calendar: 1,
        summary: 'Sample Event in the log',
        start,
        days: 1,
        uuid: phone.random('event in the log').uuid(),
      });
    },
  });
  addKnownDatabase(home, 'Library/Calendar/Extras.db', {
    schema: CALENDAR_EXTRAS_SCHEMA,
    ios: phone.ios,
    fill: (insert) => {
      insert('_SqliteDatabaseProperties', { key: 'version', value: '6017' });
    },
  });
}

function fillCalendar(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('calendar');
  insert('_SqliteDatabaseProperties', { key: 'version', value: '6017' });
  insert('Store', { ROWID: 1, name: 'Default', type: 0, disabled: 0, persistent_id: random.uuid(), flags: 0 });
  for (const [index, { title, color }] of CALENDARS.entries()) {
    const calendar = { ROWID: index + 1, store_id: 1, title, color, UUID: random.uuid(), flags: 0, display_order: index };
    insert('Calendar', { ...calendar, type: index + 1 === BIRTHDAYS ? 'Birthdays' : 'Default', self_identity_id: 0, owner_identity_id: 0 });
  }
  insert('Identity', { display_name: OWNER.name, address: `mailto:${OWNER.email}` });
  for (const person of SAMPLE_PEOPLE) {
    insert('Identity', {
      display_name: fullNameOf(person),
      address: `mailto:${person.email}`,
      first_name: person.firstName,
      last_name: person.lastName,
    });
  }
  for (const [index, { name, address, latitude, longitude }] of SAMPLE_PLACES.entries()) {
    insert('Location', { ROWID: index + 1, title: name, address, latitude, longitude, radius: 0, item_owner_id: firstEventAt(index) });
  }
  for (let id = 1; id <= EVENTS; id++) insertSampleEvent(insert, phone, id);
  insertBirthdays(insert, phone);
}

/** Events go from place to place; the first one at each owns its row. */
function firstEventAt(place: number): number {
  return place + 1;
}

function insertSampleEvent(insert: Insert, phone: PhoneBuilder, id: number): void {
  const random = phone.random(`event ${id}`);
  const start = appleSeconds(phone.now) + random.int(-200, 90) * DAY_SECONDS + random.int(8, 20) * 3600;
  const place = (id - 1) % SAMPLE_PLACES.length;
  const guests = id % 4 === 0 ? [1 + (id % SAMPLE_PEOPLE.length), 1 + ((id + 5) % SAMPLE_PEOPLE.length)] : [];
  insertEvent(insert, {
    id,
    calendar: random.int(1, 2),
    summary: random.pick(SUMMARIES).replace('PLACE', SAMPLE_PLACES[place]?.name ?? ''),
    start,
    days: 0,
    uuid: random.uuid(),
    location: place + 1,
    hasGuests: guests.length > 0,
    isRepeated: id % 15 === 0,
    hasAlarm: id % 5 === 0,
  });
  insertGuests(insert, id, guests, random);
}

interface EventFacts {
  readonly id: number;
  readonly calendar: number;
  readonly summary: string;
  /** Seconds since 2001. */
  readonly start: number;
  /** A whole-day event lasts so many days; 0 = one hour. */
  readonly days: number;
  readonly uuid: string;
  readonly location?: number;
  readonly hasGuests?: boolean;
  readonly isRepeated?: boolean;
  readonly hasAlarm?: boolean;
  /** The row in the contacts. */
  readonly birthdayOf?: number;
}

function insertEvent(insert: Insert, event: EventFacts): void {
  const { id, calendar, summary, start, days, uuid, location = 0, birthdayOf } = event;
  const isRepeated = event.isRepeated === true || birthdayOf !== undefined;
  const end = start + (days > 0 ? days * DAY_SECONDS - 1 : 3600);
  insert('CalendarItem', {
    ROWID: id,
    summary,
    location_id: location,
    description: event.hasGuests === true ? 'Please answer by mail.' : null,
    start_date: start,
    start_tz: days > 0 ? '_float' : 'UTC',
    end_date: end,
    end_tz: days > 0 ? '_float' : 'UTC',
    all_day: days > 0 ? 1 : 0,
    calendar_id: calendar,
    orig_item_id: 0,
    organizer_id: event.hasGuests === true ? participantRow(id, 0) : 0,
    self_attendee_id: 0,
    status: 0,
    availability: 0,
    privacy_level: 0,
    last_modified: start - DAY_SECONDS,
    creation_date: start - 2 * DAY_SECONDS,
    birthday_id: birthdayOf ?? 0,
    hidden: 0,
    has_recurrences: isRepeated ? 1 : 0,
    has_attendees: event.hasGuests === true ? 1 : 0,
    UUID: uuid,
    unique_identifier: uuid,
    entity_type: ENTITY_EVENT,
  });
  insert('OccurrenceCache', {
    day: start - (start % DAY_SECONDS),
    event_id: id,
    calendar_id: calendar,
    store_id: 1,
    occurrence_date: start,
    occurrence_start_date: start,
    occurrence_end_date: end,
  });
  if (isRepeated) {
    const frequency = birthdayOf === undefined ? FREQUENCY.weekly : FREQUENCY.yearly;
    insert('Recurrence', { ROWID: id, frequency, interval: 1, week_start: 1, count: 0, owner_id: id, UUID: `${uuid}-R` });
  }
  if (event.hasAlarm === true) {
    insert('Alarm', {
      ROWID: id,
      trigger_interval: -900,
      type: 0,
      calendaritem_owner_id: id,
      calendar_owner_id: 0,
      disabled: 0,
      UUID: `${uuid}-A`,
    });
  }
}

function participantRow(event: number, index: number): number {
  return event * 4 + index;
}

/** Identities are rows in the order of insertion: the owner, then the contacts. */
function insertGuests(insert: Insert, event: number, guests: readonly number[], random: SeededRandom): void {
  if (guests.length === 0) return;
  const owner = { ROWID: participantRow(event, 0), entity_type: PARTICIPANT.organizer, owner_id: event, identity_id: 1, is_self: 1 };
  insert('Participant', { ...owner, email: OWNER.email, UUID: random.uuid(), status: 1, role: 0, type: 1 });
  for (const [index, id] of guests.entries()) {
    const guest = { ROWID: participantRow(event, index + 1), entity_type: PARTICIPANT.attendee, owner_id: event, identity_id: id + 1 };
    const answer = { status: random.int(0, 3), role: 1, type: 1, is_self: 0 };
    insert('Participant', { ...guest, ...answer, email: personOf(id).email, phone_number: personOf(id).phoneNumber, UUID: random.uuid() });
  }
}

/** Of the contacts that have one in the address book. */
function insertBirthdays(insert: Insert, phone: PhoneBuilder): void {
  const year = new Date(phone.now * 1000).getUTCFullYear();
  for (const person of SAMPLE_PEOPLE.filter(({ id }) => id % 3 === 0)) {
    const start = appleSeconds(Date.UTC(year, person.birthday.month - 1, person.birthday.day) / 1000);
    insertEvent(insert, {
      id: FIRST_BIRTHDAY + person.id,
      calendar: BIRTHDAYS,
      summary: `${fullNameOf(person)}’s Birthday`,
      start,
      days: 1,
      uuid: phone.random(`birthday ${person.id}`).uuid(),
      birthdayOf: person.id,
    });
  }
}
