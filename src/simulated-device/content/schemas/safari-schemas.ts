/** Tables of History.db, Bookmarks.db, SafariTabs.db, BrowserState.db, CloudTabs.db, by iOS version; how to read them: `schema-history.ts`. */
import type { SchemaHistory } from './schema-history.ts';

export const BROWSING_HISTORY_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'iOS 9.3.5, as measured',
    tables: `
history_items: id! :TEXT url domain_expansion :INTEGER visit_count :BLOB daily_visit_counts weekly_visit_counts autocomplete_triggers
  :INTEGER should_recompute_derived_visit_counts
history_visits: id! history_item :REAL visit_time :TEXT title :BOOLEAN load_successful http_non_get synthesized :INTEGER redirect_source
  redirect_destination origin generation
history_tombstones: id! :REAL start_time end_time :TEXT url :INTEGER generation
metadata: :TEXT key : value
history_client_versions: client_version! :REAL last_seen
`,
  },
  {
    since: 10,
    source: 'iOS 10.3.3, as measured',
    tables: `
+history_items: visit_count_score
+history_visits: attributes score
`,
  },
  {
    since: 11,
    source: 'iOS 11.2, as measured',
    tables: `
history_event_listeners: :TEXT listener_name! :REAL last_seen
history_events: id! :TEXT event_type :REAL event_time :TEXT pending_listeners :BLOB value
`,
  },
  {
    since: 15,
    source: 'The tables of Safari 15 and later, as Safari itself creates them',
    tables: `
history_tags: id! type level :TEXT identifier title :REAL modification_timestamp :INTEGER item_count=0
history_items_to_tags: history_item tag_id :REAL timestamp
`,
  },
  {
    since: 18,
    source: 'The same, Safari 18',
    tables: `
+history_items: status_code=0
+history_tombstones: :TEXT udid :INTEGER attributes=0
`,
  },
];

export const BOOKMARKS_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: "Columns that bookmark readers of iOS 9 to 14 query, in the order of Safari's own statement",
    tables: `
bookmarks: id! special_id=0 parent type :TEXT title url :INTEGER num_children=0 editable=1 deletable=1 hidden=0 hidden_ancestor_count=0
  order_index :TEXT external_uuid :INTEGER read :REAL last_modified :TEXT server_id sync_key :BLOB sync_data :INTEGER added=1 deleted=0
  :BLOB extra_attributes local_attributes :BOOL fetched_icon=0 :BLOB icon :INTEGER dav_generation=0 :BOOL locally_added=0 :INTEGER
  archive_status=0 :BOOL syncable=1 :INTEGER web_filter_status=0
bookmark_title_words: id! bookmark_id :TEXT word :INTEGER word_index
folder_ancestors: id! folder_id ancestor_id
generations: generation=0
sync_properties: :TEXT key value
`,
  },
  {
    since: 15,
    source: 'Safari 15: tab groups',
    tables: `
+bookmarks: :UNSIGNED_BIG_INT modified_attributes=0 :REAL date_closed :INTEGER last_selected_child subtype=0
`,
  },
  {
    since: 26,
    source: 'Safari 26 and 27',
    tables: `
+bookmarks: :TEXT cookies_uuid local_storage_uuid session_storage_uuid topic_title feature_text :BOOL fetched_feature_text=0 :INTEGER
  is_marked_for_expiration
`,
  },
];

export const TAB_GROUPS_SCHEMA: SchemaHistory = [
  {
    since: 15,
    source: "Safari's own statements (profiles and windows)",
    tables: `
bookmarks: id! special_id=0 parent type :TEXT title url :INTEGER num_children=0 editable=1 deletable=1 hidden=0 hidden_ancestor_count=0
  order_index :TEXT external_uuid :INTEGER read :REAL last_modified :TEXT server_id sync_key :BLOB sync_data :INTEGER added=1 deleted=0
  :BLOB extra_attributes local_attributes :BOOL fetched_icon=0 :BLOB icon :INTEGER dav_generation=0 :BOOL locally_added=0 :INTEGER
  archive_status=0 :BOOL syncable=1 :INTEGER web_filter_status=0 :UNSIGNED_BIG_INT modified_attributes=0 :REAL date_closed :INTEGER
  last_selected_child subtype=0
windows: id! active_tab_group_id active_profile_id :REAL date_closed :BLOB extra_attributes :INTEGER is_last_session=0
  local_tab_group_id private_tab_group_id :TEXT scene_id uuid :BLOB restoration_archive
windows_tab_groups: id! active_tab_id tab_group_id window_id
windows_profiles: id! active_tab_group_id profile_id window_id
windows_unnamed_tab_groups: id! tab_group_id window_id
settings: id! :TEXT key :NUMERIC value :INTEGER generation :TEXT device_identifier :INTEGER parent :BLOB sync_data :INTEGER modified
  deleted :TEXT server_id
`,
  },
  {
    since: 26,
    source: 'Safari 26 and 27',
    tables: `
+bookmarks: :TEXT cookies_uuid local_storage_uuid session_storage_uuid topic_title feature_text :BOOL fetched_feature_text=0 :INTEGER
  is_marked_for_expiration
`,
  },
];

export const OPEN_TABS_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'The query of readers for iOS before 12: session data in the tab',
    tables: `
tabs: id! :TEXT uuid title url user_visible_url :INTEGER order_index :REAL last_viewed_time :INTEGER readinglist_bookmark_id=0 :BOOL
  opened_from_link=0 showing_reader=0 :INTEGER reader_view_top_scroll_offset=0 :BOOL private_browsing=0 displaying_standalone_image=0
  :BLOB session_data
`,
  },
  {
    since: 12,
    source: "Safari's own statements",
    tables: `
tabs: id! :TEXT uuid title url user_visible_url :INTEGER order_index :REAL last_viewed_time :INTEGER readinglist_bookmark_id=0 :BOOL
  opened_from_link=0 showing_reader=0 :INTEGER reader_view_top_scroll_offset=0 :BOOL private_browsing=0 displaying_standalone_image=0
  :TEXT browser_window_uuid :INTEGER browser_window_id
browser_windows: id! :TEXT uuid :INTEGER type=0 active_document_index=0 active_private_document_index=0 :BOOL active_document_is_valid=1
  tab_state_successfully_loaded=0 :INTEGER legacy_plist_file_version=0 :TEXT scene_ID
tab_sessions: id! :TEXT tab_uuid :BLOB session_data :INTEGER uncompressed_session_data_size=0
`,
  },
  {
    since: 15,
    source: 'The same, with groups and profiles',
    tables: `
+tabs: :TEXT tab_group_uuid='' profile_uuid=''
+browser_windows: :TEXT active_profile_identifier=''
`,
  },
];

export const CLOUD_TABS_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: "Safari's own statements",
    tables: `
cloud_tab_devices: :TEXT device_uuid! :BLOB system_fields :TEXT device_name device_type_identifier :BOOLEAN has_duplicate_device_name=0
  is_ephemeral_device=0 :REAL last_modified
cloud_tabs: :TEXT tab_uuid! :BLOB system_fields :TEXT device_uuid :BLOB position :TEXT title url :BOOLEAN is_showing_reader=0
  is_pinned=0 :INTEGER reader_scroll_position_page_index
cloud_tab_close_requests: :TEXT close_request_uuid! :BLOB system_fields :TEXT destination_device_uuid url tab_uuid
metadata: :TEXT key : value
`,
  },
];
