/** The databases of made-up phones have the tables and columns of real ones, in every version. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import * as calendar from '../../../../src/simulated-device/content/schemas/calendar-schemas.ts';
import * as calls from '../../../../src/simulated-device/content/schemas/calls-schemas.ts';
import * as contacts from '../../../../src/simulated-device/content/schemas/contacts-schemas.ts';
import * as health from '../../../../src/simulated-device/content/schemas/health-schemas.ts';
import * as messages from '../../../../src/simulated-device/content/schemas/messages-schemas.ts';
import * as notes from '../../../../src/simulated-device/content/schemas/notes-schemas.ts';
import { PHOTOS_SCHEMA } from '../../../../src/simulated-device/content/schemas/photos-schemas.ts';
import * as safari from '../../../../src/simulated-device/content/schemas/safari-schemas.ts';
import { columnsAt, hasEver, schemaAt, type SchemaHistory } from '../../../../src/simulated-device/content/schemas/schema-history.ts';
import * as settings from '../../../../src/simulated-device/content/schemas/settings-schemas.ts';
import { buildDatabase, type Insert } from '../../../../src/simulated-device/content/sqlite-file.ts';
import { KNOWN_DATABASES, referenceTables, tablesOf, type Tables } from '../../../support/app-schemas.ts';
import { phoneOfVersion, StagedDatabases } from '../../../support/staged-databases.ts';

const VERSIONS = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 26, 27];

const SCHEMAS: Readonly<Record<string, SchemaHistory>> = {
  'sms.db': messages.MESSAGES_SCHEMA,
  'AddressBook.sqlitedb': contacts.CONTACTS_SCHEMA,
  'AddressBookImages.sqlitedb': contacts.CONTACT_IMAGES_SCHEMA,
  'CallHistory.storedata': calls.CALLS_SCHEMA,
  'call_history.db': calls.OLD_CALLS_SCHEMA,
  'voicemail.db': calls.VOICEMAIL_SCHEMA,
  'Calendar.sqlitedb': calendar.CALENDAR_SCHEMA,
  'NoteStore.sqlite': notes.NOTES_SCHEMA,
  'notes.sqlite': notes.OLD_NOTES_SCHEMA,
  'Photos.sqlite': PHOTOS_SCHEMA,
  'History.db': safari.BROWSING_HISTORY_SCHEMA,
  'Bookmarks.db': safari.BOOKMARKS_SCHEMA,
  'SafariTabs.db': safari.TAB_GROUPS_SCHEMA,
  'BrowserState.db': safari.OPEN_TABS_SCHEMA,
  'CloudTabs.db': safari.CLOUD_TABS_SCHEMA,
  'TCC.db': settings.PRIVACY_CHOICES_SCHEMA,
  'Accounts3.sqlite': settings.ACCOUNTS_SCHEMA,
  'DataUsage.sqlite': settings.DATA_USAGE_SCHEMA,
  'user_model_database.sqlite': settings.TYPING_MODEL_SCHEMA,
  'CloudRecordings.db': settings.VOICE_MEMOS_SCHEMA,
  'CellularUsage.db': settings.CELLULAR_USAGE_SCHEMA,
  'TrustStore.sqlite3': settings.TRUST_STORE_SCHEMA,
  'datastore.sqlite': settings.HOME_SCHEMA,
  'Extras.db': settings.CALENDAR_EXTRAS_SCHEMA,
  'healthdb.sqlite': health.HEALTH_SOURCES_SCHEMA,
  'healthdb_secure.sqlite': health.HEALTH_SAMPLES_SCHEMA,
};

/** Published rules of virtual tables name no tables below them: SQLite makes those. */
function withoutUnnamed(tables: Tables, reference: Tables): Tables {
  const virtual = [...reference].flatMap(([name, columns]) => (columns === 'virtual' ? [name] : []));
  return new Map([...tables].filter(([name]) => reference.has(name) || !virtual.some((parent) => name.startsWith(`${parent}_`))));
}

function assertSameTables(database: DatabaseSync, name: string, major: number): void {
  const reference = referenceTables(name, major);
  const tables = withoutUnnamed(tablesOf(database), reference);
  const inOrder = (of: Tables) => [...of].sort(([a], [b]) => (a < b ? -1 : 1));
  assert.deepEqual(inOrder(tables), inOrder(reference), `${name} of iOS ${major}`);
}

describe('schemas of databases', () => {
  it('are all in the reference', () => {
    assert.deepEqual(Object.keys(SCHEMAS).sort(), [...KNOWN_DATABASES].sort());
  });

  for (const [name, schema] of Object.entries(SCHEMAS)) {
    it(`of ${name} equal the reference in every version, column by column`, () => {
      for (const major of VERSIONS) {
        using database = new DatabaseSync(':memory:');
        database.exec(schemaAt(schema, major));
        assertSameTables(database, name, major);
      }
    });
  }

  it('know their columns, and which no version has', () => {
    const { MESSAGES_SCHEMA } = messages;
    assert.ok(columnsAt(MESSAGES_SCHEMA, 27).get('message')?.includes('is_time_sensitive'));
    assert.ok(columnsAt(MESSAGES_SCHEMA, 9).get('message')?.includes('is_time_sensitive') === false);
    assert.equal((columnsAt(MESSAGES_SCHEMA, 14).get('message')?.length ?? 0) >= 74, true);
    assert.deepEqual([hasEver(MESSAGES_SCHEMA, 'message', 'text'), hasEver(MESSAGES_SCHEMA, 'message', 'txet')], [true, false]);
  });

  it('make the same bytes in memory, where this Node can, and in a file', () => {
    const recipe = {
      schema: schemaAt(contacts.CONTACTS_SCHEMA, 17),
      userVersion: 5,
      fill: (insert: Insert) => {
        for (let ROWID = 1; ROWID <= 200; ROWID++) {
          insert('ABPerson', { ROWID, First: 'a'.repeat(ROWID) });
          insert('ABPersonFullTextSearch', { docid: ROWID, First: `word${ROWID}` });
        }
      },
    };
    assert.deepEqual(buildDatabase(recipe), buildDatabase(recipe, 'in-file'));
  });

  it('refuse a line that appends to a table which is not there', () => {
    assert.throws(() => schemaAt([{ since: 9, source: 'a test', tables: '+nothing: a' }], 9), /columns are appended to nothing/);
  });
});

describe('databases of a phone', () => {
  for (const version of ['9.3.5', '17.5.1', '27.0.1']) {
    it(`of iOS ${version} are all on known schemas`, () => {
      using staged = new StagedDatabases(phoneOfVersion(version));
      const databases = staged.list().filter(({ domain }) => !domain.includes('com.example.'));
      assert.ok(databases.length >= 24, String(databases.length));
      for (const { domain, path } of databases) {
        assertSameTables(staged.open(domain, path), path.slice(path.lastIndexOf('/') + 1), Number.parseInt(version, 10));
      }
    });
  }
});
