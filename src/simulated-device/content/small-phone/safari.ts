/** Safari: history (with its log), bookmarks, open tabs. */
import { addDatabase, addDatabaseWithLog, addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import type { Insert } from '../sqlite-file.ts';

const HISTORY_SCHEMA = `
CREATE TABLE history_items (id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, domain_expansion TEXT NULL, visit_count INTEGER NOT NULL);
CREATE TABLE history_visits (id INTEGER PRIMARY KEY AUTOINCREMENT, history_item INTEGER NOT NULL, visit_time REAL NOT NULL, title TEXT NULL, load_successful BOOLEAN NOT NULL DEFAULT 1);
CREATE INDEX history_visits__last_visit ON history_visits (history_item, visit_time DESC);`;
const BOOKMARKS_SCHEMA = `CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, special_id INTEGER DEFAULT 0, parent INTEGER, type INTEGER, title TEXT, url TEXT, num_children INTEGER DEFAULT 0, order_index INTEGER NOT NULL);`;
const TABS_SCHEMA = `CREATE TABLE tabs (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, title TEXT, url TEXT, order_index INTEGER NOT NULL, last_viewed_time REAL, private_browsing BOOLEAN DEFAULT 0);`;

const PAGES = 40;
const HOUR_SECONDS = 3600;

export function addSafari(phone: PhoneBuilder): void {
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  const later = (insert: Insert) => {
    visit(insert, PAGES + 1, appleSeconds(phone.now) - 60);
  };
  const fill = (insert: Insert) => {
    for (let number = 1; number <= PAGES; number++) {
      visit(insert, number, appleSeconds(phone.now) - (PAGES - number + 1) * HOUR_SECONDS * 7);
    }
  };
  addDatabaseWithLog(home, 'Library/Safari/History.db', { schema: HISTORY_SCHEMA, userVersion: 15, fill }, later);
  addDatabase(home, 'Library/Safari/Bookmarks.db', { schema: BOOKMARKS_SCHEMA, userVersion: 38, fill: fillBookmarks });
  addDatabase(home, 'Library/Safari/BrowserState.db', { schema: TABS_SCHEMA, userVersion: 14, fill: (insert) => fillTabs(insert, phone) });
  const safari = phone.domain('AppDomain-com.apple.mobilesafari');
  addPlist(safari, 'Library/Preferences/com.apple.mobilesafari.plist', () =>
    dict({ SearchEngineStringSetting: 'Example Search', ShowFavorites: true }),
  );
  addPlist(safari, 'Library/Safari/CloudAutoFillCorrections.plist', () => dict({ Version: 1n, Corrections: [] }));
  safari.directory('Library/WebKit');
}

function visit(insert: Insert, number: number, when: number): void {
  insert('history_items', { id: number, url: `https://www.example.com/page/${number}`, domain_expansion: 'example', visit_count: 1 });
  insert('history_visits', { id: number, history_item: number, visit_time: when, title: `Sample Page ${number}`, load_successful: 1 });
}

function fillBookmarks(insert: Insert): void {
  insert('bookmarks', { id: 0, special_id: 0, type: 1, title: 'Root', order_index: 0, num_children: 1 });
  insert('bookmarks', { id: 1, special_id: 1, parent: 0, type: 1, title: 'BookmarksBar', order_index: 0, num_children: 12 });
  for (let number = 1; number <= 12; number++) {
    const url = `https://www.example.org/bookmark/${number}`;
    insert('bookmarks', { id: number + 1, parent: 1, type: 0, title: `Sample Bookmark ${number}`, url, order_index: number });
  }
}

function fillTabs(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('tabs');
  for (let number = 1; number <= 5; number++) {
    const page = { title: `Sample Tab ${number}`, url: `https://www.example.net/tab/${number}`, order_index: number };
    insert('tabs', { id: number, uuid: random.uuid(), ...page, last_viewed_time: appleSeconds(phone.now) - number * HOUR_SECONDS });
  }
}
