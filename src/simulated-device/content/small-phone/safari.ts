/** Safari: history (with its log), bookmarks, open tabs, groups of tabs, tabs of other devices. */
import { addPlist } from '../add-files.ts';
import { dict, writeBinaryPlist } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { DomainBuilder, PhoneBuilder } from '../phone-builder.ts';
import {
  BOOKMARKS_SCHEMA,
  BROWSING_HISTORY_SCHEMA,
  CLOUD_TABS_SCHEMA,
  OPEN_TABS_SCHEMA,
  TAB_GROUPS_SCHEMA,
} from '../schemas/safari-schemas.ts';
import type { Insert } from '../sqlite-file.ts';

const PAGES = 40;
const BOOKMARKS = 12;
const TABS = 5;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
/** Rows of folders: the root of everything is 0. */
const FOLDER = { root: 0, bar: 1, menu: 2, readingList: 3 } as const;
const FIRST_BOOKMARK = 10;
const TYPE = { leaf: 0, folder: 1 } as const;
const TAB_GROUPS_SINCE = 15;

/** The pages of the history; tabs and bookmarks are some of them. */
function pageOf(number: number): { readonly url: string; readonly title: string } {
  return { url: `https://www.example.com/page/${number}`, title: `Sample Page ${number}` };
}

export function addSafari(phone: PhoneBuilder): void {
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  const { ios } = phone;
  addHistory(phone, home);
  addKnownDatabase(home, 'Library/Safari/Bookmarks.db', {
    schema: BOOKMARKS_SCHEMA,
    ios,
    userVersion: 38,
    fill: (insert) => {
      fillBookmarks(insert, phone);
    },
    later: (insert) => {
      insertBookmark(insert, phone, BOOKMARKS + 1, FOLDER.readingList);
    },
  });
  addKnownDatabase(home, 'Library/Safari/BrowserState.db', {
    schema: OPEN_TABS_SCHEMA,
    ios,
    userVersion: 14,
    fill: (insert, columns) => {
      fillTabs(insert, phone, columns('tab_sessions') !== undefined);
    },
  });
  if (ios >= TAB_GROUPS_SINCE) {
    addKnownDatabase(home, 'Library/Safari/SafariTabs.db', {
      schema: TAB_GROUPS_SCHEMA,
      ios,
      fill: (insert) => {
        fillTabGroups(insert, phone);
      },
    });
  }
  addKnownDatabase(home, 'Library/Safari/CloudTabs.db', {
    schema: CLOUD_TABS_SCHEMA,
    ios,
    fill: (insert) => {
      fillCloudTabs(insert, phone);
    },
  });
  addPreferences(phone);
}

function addPreferences(phone: PhoneBuilder): void {
  const safari = phone.domain('AppDomain-com.apple.mobilesafari');
  addPlist(safari, 'Library/Preferences/com.apple.mobilesafari.plist', () =>
    dict({ SearchEngineStringSetting: 'Example Search', ShowFavorites: true }),
  );
  addPlist(safari, 'Library/Safari/CloudAutoFillCorrections.plist', () => dict({ Version: 1n, Corrections: [] }));
  safari.directory('Library/WebKit');
}

function addHistory(phone: PhoneBuilder, home: DomainBuilder): void {
  addKnownDatabase(home, 'Library/Safari/History.db', {
    schema: BROWSING_HISTORY_SCHEMA,
    ios: phone.ios,
    userVersion: 15,
    fill: (insert) => {
      insert('metadata', { key: 'last_maintenance_run_time', value: appleSeconds(phone.now) - DAY_SECONDS });
      insert('history_client_versions', { client_version: 14, last_seen: appleSeconds(phone.now) });
      insert('history_tombstones', { id: 1, start_time: 0, end_time: appleSeconds(phone.now) - 400 * DAY_SECONDS, generation: 1 });
      for (let number = 1; number <= PAGES; number++) {
        visit(insert, number, appleSeconds(phone.now) - (PAGES - number + 1) * HOUR_SECONDS * 7);
      }
    },
    later: (insert) => {
      visit(insert, PAGES + 1, appleSeconds(phone.now) - 60);
    },
  });
}

/** Every tenth page redirected to itself: two visits that name one another. */
function visit(insert: Insert, number: number, when: number): void {
  const { url, title } = pageOf(number);
  const isRedirected = number % 10 === 0;
  insert('history_items', {
    id: number,
    url,
    domain_expansion: 'example',
    visit_count: isRedirected ? 2 : 1,
    daily_visit_counts: Buffer.of(isRedirected ? 2 : 1, 0, 0, 0),
    should_recompute_derived_visit_counts: 0,
    visit_count_score: 100,
  });
  const facts = { history_item: number, title, load_successful: 1, http_non_get: 0, synthesized: 0, origin: 0, generation: 1 };
  const id = number * 2 - 1;
  insert('history_visits', { ...facts, id, visit_time: when, ...(isRedirected ? { redirect_destination: id + 1 } : {}) });
  if (isRedirected) insert('history_visits', { ...facts, id: id + 1, visit_time: when + 1, redirect_source: id });
}

function fillBookmarks(insert: Insert, phone: PhoneBuilder): void {
  const folders = [
    { id: FOLDER.root, title: 'Root', parent: null, num_children: 3 },
    { id: FOLDER.bar, title: 'BookmarksBar', parent: FOLDER.root, num_children: BOOKMARKS },
    { id: FOLDER.menu, title: 'BookmarksMenu', parent: FOLDER.root, num_children: 0 },
    { id: FOLDER.readingList, title: 'com.apple.ReadingList', parent: FOLDER.root, num_children: 1 },
  ];
  for (const folder of folders) {
    const names = { external_uuid: folder.title === 'Root' ? 'Root' : phone.random(folder.title).uuid() };
    insert('bookmarks', {
      special_id: folder.id,
      type: TYPE.folder,
      order_index: folder.id,
      editable: 0,
      deletable: 0,
      ...folder,
      ...names,
    });
    if (folder.parent !== null) insert('folder_ancestors', { id: folder.id, folder_id: folder.id, ancestor_id: folder.parent });
  }
  insert('generations', { generation: 1 });
  insert('sync_properties', { key: 'RecordVersion', value: '1' });
  for (let number = 1; number <= BOOKMARKS; number++) insertBookmark(insert, phone, number, FOLDER.bar);
}

function insertBookmark(insert: Insert, phone: PhoneBuilder, number: number, parent: number): void {
  const { url } = pageOf(number);
  const id = FIRST_BOOKMARK + number;
  const title = `Sample Bookmark ${number}`;
  const changed = appleSeconds(phone.now) - number * DAY_SECONDS;
  const uuid = phone.random(`bookmark ${number}`).uuid();
  insert('bookmarks', { id, parent, type: TYPE.leaf, title, url, order_index: number, last_modified: changed, external_uuid: uuid });
  for (const [index, word] of title.toLowerCase().split(' ').entries()) {
    insert('bookmark_title_words', { id: number * 3 + index, bookmark_id: id, word, word_index: index });
  }
}

function fillTabs(insert: Insert, phone: PhoneBuilder, hasSessions: boolean): void {
  const random = phone.random('tabs');
  const window = { id: 1, uuid: random.uuid(), type: 0, active_document_index: 0, scene_ID: random.uuid() };
  insert('browser_windows', window);
  for (let id = 1; id <= TABS; id++) {
    const { url, title } = pageOf(PAGES - id);
    const uuid = random.uuid();
    const order = { order_index: id, last_viewed_time: appleSeconds(phone.now) - id * HOUR_SECONDS };
    const session = sessionData(url, title);
    const where = hasSessions ? { browser_window_uuid: window.uuid, browser_window_id: window.id } : { session_data: session };
    insert('tabs', { id, uuid, title, url, user_visible_url: url, ...order, ...where });
    insert('tab_sessions', { id, tab_uuid: uuid, session_data: session, uncompressed_session_data_size: session.length });
  }
}

/** Four bytes, then a property list of the pages that the tab has shown. */
function sessionData(url: string, title: string): Uint8Array {
  const entry = dict({
    SessionHistoryEntryURL: url,
    SessionHistoryEntryOriginalURL: url,
    SessionHistoryEntryTitle: title,
    SessionHistoryEntryData: new Uint8Array(4),
  });
  const history = dict({
    SessionHistory: dict({ SessionHistoryVersion: 1n, SessionHistoryCurrentIndex: 0n, SessionHistoryEntries: [entry] }),
  });
  return Buffer.concat([Buffer.of(0, 0, 0, 2), writeBinaryPlist(history)]);
}

/** A profile, a group in it, and the tabs of the group. */
function fillTabGroups(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('tab groups');
  const folder = (id: number, parent: number | null, title: string, subtype: number) => {
    insert('bookmarks', { id, parent, type: TYPE.folder, title, order_index: id, external_uuid: random.uuid(), subtype });
  };
  folder(0, null, 'Root', 0);
  folder(1, 0, 'DefaultProfile', 2);
  folder(2, 1, 'Sample Tab Group', 0);
  for (let number = 1; number <= TABS; number++) {
    const { url, title } = pageOf(PAGES - number);
    const changed = appleSeconds(phone.now) - number * HOUR_SECONDS;
    const tab = { id: FIRST_BOOKMARK + number, parent: 2, type: TYPE.leaf, order_index: number, last_modified: changed };
    insert('bookmarks', { ...tab, title, url, external_uuid: random.uuid() });
  }
  insert('windows', {
    id: 1,
    active_tab_group_id: 2,
    active_profile_id: 1,
    local_tab_group_id: 2,
    uuid: random.uuid(),
    scene_id: random.uuid(),
  });
  insert('windows_tab_groups', { id: 1, active_tab_id: FIRST_BOOKMARK + 1, tab_group_id: 2, window_id: 1 });
  insert('windows_profiles', { id: 1, active_tab_group_id: 2, profile_id: 1, window_id: 1 });
}

function fillCloudTabs(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('tabs of other devices');
  const device = { device_uuid: random.uuid(), device_name: 'iPad', device_type_identifier: 'com.apple.ipad' };
  insert('cloud_tab_devices', { ...device, system_fields: random.bytes(16), last_modified: appleSeconds(phone.now) - DAY_SECONDS });
  for (let number = 1; number <= 3; number++) {
    const tab = { tab_uuid: random.uuid(), device_uuid: device.device_uuid, system_fields: random.bytes(16), position: random.bytes(8) };
    insert('cloud_tabs', { ...tab, ...pageOf(number) });
  }
}
