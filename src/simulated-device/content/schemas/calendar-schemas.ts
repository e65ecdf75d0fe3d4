/** Tables of Calendar.sqlitedb, by iOS version; how to read them: `schema-history.ts`. */
import type { SchemaHistory } from './schema-history.ts';

export const CALENDAR_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'iOS 9.3.5, as measured',
    tables: `
_SqliteDatabaseProperties: :TEXT key value
Identity: :TEXT display_name address first_name last_name
ExceptionDate: ROWID! owner_id :REAL date :INTEGER sync_order
Category: ROWID! :TEXT name :INTEGER entity_type hidden
CategoryLink: ROWID! owner_id category_id
ResourceChange: ROWID! notification_id calendar_id calendar_item_id identity_id change_type :REAL timestamp :INTEGER changed_properties
  create_count update_count delete_count :TEXT deleted_summary :REAL deleted_start_date :INTEGER alerted public_status
OccurrenceCache: :REAL day :INTEGER event_id calendar_id store_id :REAL occurrence_date occurrence_start_date occurrence_end_date
OccurrenceCacheDays: calendar_id! store_id :REAL day! :INTEGER count
ScheduledTaskCache: :REAL day! date_for_sorting :INTEGER completed task_id! count
Store: ROWID! :TEXT name :INTEGER default_alarm_offset type :TEXT constraint_path :INTEGER disabled :TEXT external_id persistent_id
  :INTEGER flags :TEXT creator_bundle_id creator_code_signing_identity :INTEGER only_creator_can_modify :TEXT external_mod_tag :INTEGER
  preferred_event_private_value strictest_event_private_value
StoreChanges: record type sequence_number
Calendar: ROWID! store_id :TEXT title :INTEGER flags :TEXT color symbolic_color_name :INTEGER color_is_display :TEXT type :INTEGER
  supported_entity_types :TEXT external_id external_mod_tag external_id_tag :BLOB external_rep :INTEGER display_order :TEXT UUID
  shared_owner_name shared_owner_email :INTEGER sharing_status sharing_invitation_response :TEXT published_URL :INTEGER is_published
  invitation_status :TEXT sync_token :INTEGER self_identity_id :TEXT self_identity_email :INTEGER owner_identity_id :TEXT
  owner_identity_email notes :BLOB bulk_requests :TEXT subcal_account_id push_key :BLOB digest
CalendarChanges: record type sequence_number store_id flags :TEXT external_id external_id_tag UUID
Participant: ROWID! entity_type type status pending_status role identity_id owner_id :BLOB external_rep :TEXT UUID email :INTEGER
  is_self :TEXT comment :INTEGER schedule_agent flags :REAL last_modified comment_last_modified
ParticipantChanges: record type sequence_number entity_type owner_id :TEXT UUID email comment :INTEGER store_id calendar_id
Location: ROWID! :TEXT title address :INTEGER latitude longitude reference_frame :TEXT address_book_id :BLOB mapkit_handle :INTEGER
  radius :TEXT routing :INTEGER item_owner_id alarm_owner_id
CalendarItem: ROWID! :TEXT summary :INTEGER location_id client_location_id :TEXT description :REAL start_date :TEXT start_tz :REAL
  end_date :TEXT end_tz :INTEGER all_day calendar_id orig_item_id :REAL orig_date :INTEGER organizer_id self_attendee_id status
  invitation_status availability privacy_level :TEXT url :REAL last_modified :INTEGER sequence_num birthday_id modified_properties
  external_tracking_status :TEXT external_id external_mod_tag unique_identifier external_schedule_id :BLOB external_rep :TEXT
  response_comment last_synced_response_comment :INTEGER hidden has_recurrences has_attendees :TEXT UUID :INTEGER entity_type priority
  :REAL due_date :TEXT due_tz :INTEGER due_all_day :REAL completion_date creation_date :TEXT conference :BLOB app_link :INTEGER
  display_order created_by_id modified_by_id :REAL shared_item_created_date :TEXT shared_item_created_tz :REAL shared_item_modified_date
  :TEXT shared_item_modified_tz :INTEGER invitation_changed_properties default_alarm_removed phantom_master :REAL
  participation_status_modified_date :TEXT calendar_scale :INTEGER travel_time travel_advisory_behavior start_location_id
  suggested_event_info_id :REAL first_alert_date
CalendarItemChanges: record type sequence_number calendar_id :TEXT external_id unique_identifier UUID :INTEGER entity_type store_id
  has_dirty_instance_attributes old_calendar_id :TEXT old_external_id
Alarm: ROWID! :REAL trigger_date :INTEGER trigger_interval type calendaritem_owner_id calendar_owner_id :TEXT external_id
  external_mod_tag external_id_tag :BLOB external_rep :TEXT UUID :INTEGER proximity disabled location_id :REAL acknowledgedDate :INTEGER
  default_alarm orig_alarm_id
AlarmChanges: record type sequence_number calendaritem_owner_id calendar_owner_id :TEXT external_id :INTEGER store_id calendar_id :TEXT
  UUID
Recurrence: ROWID! frequency interval week_start count :REAL cached_end_date :TEXT cached_end_date_tz :REAL end_date :TEXT specifier
  :INTEGER by_month_months owner_id :TEXT external_id external_mod_tag external_id_tag :BLOB external_rep :TEXT UUID
RecurrenceChanges: record type sequence_number :TEXT external_id :INTEGER store_id event_id_tomb calendar_id :REAL end_date_tomb :TEXT
  UUID
EventAction: ROWID! event_id :TEXT external_id external_mod_tag external_folder_id external_schedule_id :BLOB external_rep
EventActionChanges: record type sequence_number event_id :TEXT external_id external_folder_id external_schedule_id :INTEGER store_id
  calendar_id
Attachment: ROWID! owner_id :TEXT external_id external_mod_tag :BLOB external_rep :TEXT url UUID :BLOB data :TEXT format :INTEGER
  is_binary :TEXT filename local_url :INTEGER file_size
AttachmentChanges: record type sequence_number owner_id :TEXT external_id external_mod_tag UUID :INTEGER store_id calendar_id
Sharee: ROWID! owner_id :TEXT external_id :BLOB external_rep :TEXT UUID :INTEGER identity_id status access_level
ShareeChanges: record type sequence_number owner_id :TEXT UUID :INTEGER status access_level :TEXT display_name address :INTEGER store_id
  calendar_id :TEXT first_name last_name
Notification: ROWID! entity_type calendar_id :TEXT external_id external_mod_tag UUID summary :REAL creation_date last_modified :INTEGER
  status :TEXT host_url in_reply_to :INTEGER identity_id alerted
NotificationChanges: record type sequence_number entity_type calendar_id :TEXT external_id UUID :INTEGER store_id
SuggestedEventInfo: ROWID! owner_id :TEXT opaque_key unique_key :INTEGER changed_fields changes_acknowledged :REAL timestamp
ClientCursor: ROWID! :TEXT client_identifier :INTEGER store_id latest_consumed_sequence_number :REAL latest_consumed_timestamp
ClientSequence: :TEXT client_identifier :INTEGER sequence_number
ClientCursorConsumed: :TEXT client_identifier :INTEGER consumed_entity_class consumed_entity_id consumed_change_id sequence_number
`,
  },
  {
    since: 10,
    source: 'iOS 10.3.3, as measured',
    tables: `
Participant: ROWID! entity_type type status pending_status role identity_id owner_id :BLOB external_rep :TEXT UUID email :INTEGER
  is_self :TEXT comment :INTEGER schedule_agent flags :REAL last_modified proposed_start_date :TEXT invited_by :INTEGER
  proposed_start_date_status :REAL comment_last_modified
+CalendarItem: :REAL proposed_start_date :INTEGER can_forward location_prediction_state fired_ttl disallow_propose_new_time junk_status
Location: ROWID! :TEXT title address :INTEGER latitude longitude reference_frame :TEXT address_book_id :BLOB mapkit_handle :INTEGER
  radius :TEXT routing derived_from :INTEGER item_owner_id alarm_owner_id
Contact: ROWID! owner_id :TEXT contact_id
ContactChanges: record type sequence_number owner_id :TEXT contact_id :INTEGER store_id calendar_id
`,
  },
  {
    since: 11,
    source: 'iOS 11.2, as measured',
    tables: `
+Store: last_sync_error :REAL last_sync_start last_sync_end
Calendar: ROWID! store_id :TEXT title :INTEGER flags :TEXT color symbolic_color_name :INTEGER color_is_display :TEXT type :INTEGER
  supported_entity_types :TEXT external_id external_mod_tag external_id_tag :BLOB external_rep :INTEGER display_order :TEXT UUID
  shared_owner_name shared_owner_address :INTEGER sharing_status sharing_invitation_response :TEXT published_URL :INTEGER is_published
  invitation_status :TEXT sync_token :INTEGER self_identity_id :TEXT self_identity_email self_identity_phone_number :INTEGER
  owner_identity_id :TEXT owner_identity_email owner_identity_phone_number notes :BLOB bulk_requests :TEXT subcal_account_id push_key
  :BLOB digest
Participant: ROWID! entity_type type status pending_status role identity_id owner_id :BLOB external_rep :TEXT UUID email phone_number
  :INTEGER is_self :TEXT comment :INTEGER schedule_agent flags :REAL last_modified proposed_start_date :TEXT invited_by :INTEGER
  proposed_start_date_status :REAL comment_last_modified
ParticipantChanges: record type sequence_number entity_type owner_id :TEXT UUID email phone_number comment :INTEGER store_id calendar_id
CalendarItem: ROWID! :TEXT summary :INTEGER location_id client_location_id :TEXT description :REAL start_date :TEXT start_tz :REAL
  end_date :TEXT end_tz :INTEGER all_day calendar_id orig_item_id :REAL orig_date :INTEGER organizer_id self_attendee_id status
  invitation_status availability privacy_level :TEXT url :REAL last_modified :INTEGER sequence_num birthday_id modified_properties
  external_tracking_status :TEXT external_id external_mod_tag unique_identifier external_schedule_id :BLOB external_rep :TEXT
  response_comment last_synced_response_comment :INTEGER hidden has_recurrences has_attendees :TEXT UUID :INTEGER entity_type priority
  :REAL due_date :TEXT due_tz :INTEGER due_all_day :REAL completion_date creation_date :TEXT action :BLOB app_link :INTEGER
  display_order created_by_id modified_by_id :REAL shared_item_created_date :TEXT shared_item_created_tz :REAL shared_item_modified_date
  :TEXT shared_item_modified_tz :INTEGER invitation_changed_properties default_alarm_removed phantom_master :REAL
  participation_status_modified_date :TEXT calendar_scale :INTEGER travel_time travel_advisory_behavior start_location_id
  suggested_event_info_id :REAL first_alert_date proposed_start_date :INTEGER can_forward location_prediction_state fired_ttl
  disallow_propose_new_time :BLOB structured_data local_structured_data :INTEGER junk_status :TEXT conference_url
Notification: ROWID! entity_type calendar_id invite_reply_calendar_id :TEXT external_id external_mod_tag UUID summary :REAL
  creation_date last_modified :INTEGER status :TEXT host_url in_reply_to :INTEGER identity_id alerted
NotificationChanges: record type sequence_number entity_type calendar_id invite_reply_calendar_id :TEXT external_id UUID :INTEGER
  store_id
`,
  },
  {
    since: 14,
    source: 'Tables captured from macOS 26.6; readers of iOS 14 and later query their new columns',
    tables: `
Store: ROWID! :TEXT name notes :INTEGER default_alarm_offset type :TEXT constraint_path :INTEGER disabled :TEXT external_id
  persistent_id :INTEGER flags :TEXT creator_bundle_id creator_code_signing_identity :INTEGER only_creator_can_modify :TEXT
  external_mod_tag :INTEGER preferred_event_private_value strictest_event_private_value :REAL last_sync_start last_sync_end :TEXT
  delegated_account_owner_store_id :INTEGER delegated_account_default_calendar_for_new_events_id shows_notifications flags2
  display_order :TEXT owner_name :INTEGER default_all_day_alarm_offset error_id :BLOB cached_external_info :TEXT app_group_id
Calendar: ROWID! store_id :TEXT title :INTEGER flags :TEXT color symbolic_color_name :INTEGER color_is_display :TEXT type :INTEGER
  supported_entity_types :TEXT external_id external_mod_tag external_id_tag :BLOB external_rep :INTEGER display_order :TEXT UUID
  shared_owner_name shared_owner_address :BLOB cached_external_info :INTEGER sharing_status sharing_invitation_response :TEXT
  published_URL :INTEGER is_published invitation_status :TEXT sync_token :INTEGER self_identity_id :TEXT self_identity_email
  self_identity_phone_number :INTEGER owner_identity_id :TEXT owner_identity_email owner_identity_phone_number notes :BLOB bulk_requests
  :TEXT subcal_account_id push_key :BLOB digest :REAL refresh_date :TEXT subscription_id :REAL last_sync_start last_sync_end :TEXT
  subcal_url :INTEGER refresh_interval :TEXT pubcal_account_id :INTEGER error_id max_attendees :TEXT last_sync_title locale :INTEGER
  image_id
Alarm: ROWID! :REAL trigger_date :INTEGER trigger_interval type calendaritem_owner_id calendar_owner_id :TEXT external_mod_tag
  external_id_tag :BLOB external_rep :TEXT UUID :INTEGER proximity disabled location_id :REAL acknowledgedDate :INTEGER default_alarm
  orig_alarm_id :TEXT email_address :BLOB bookmark :INTEGER has_long_interval
Participant: ROWID! entity_type type status pending_status role identity_id owner_id :BLOB external_rep :TEXT UUID email phone_number
  :INTEGER is_self :TEXT comment :INTEGER schedule_agent flags :REAL last_modified proposed_start_date :TEXT invited_by :INTEGER
  proposed_start_date_status schedule_status schedule_force_send :REAL comment_last_modified
CalendarItem: ROWID! :TEXT summary :INTEGER location_id client_location_id :TEXT description :REAL start_date :TEXT start_tz :REAL
  end_date :TEXT end_tz :INTEGER all_day calendar_id orig_item_id :REAL orig_date :INTEGER organizer_id self_attendee_id status
  invitation_status availability privacy_level :TEXT url :REAL last_modified :INTEGER sequence_num birthday_id modified_properties
  external_tracking_status :TEXT external_id external_mod_tag unique_identifier external_schedule_id :BLOB external_rep :TEXT
  response_comment last_synced_response_comment :INTEGER hidden has_recurrences has_attachment has_attendees :TEXT UUID :INTEGER
  entity_type priority :REAL due_date :TEXT due_tz :INTEGER due_all_day :REAL completion_date creation_date :TEXT action :BLOB app_link
  :INTEGER display_order created_by_id modified_by_id :REAL shared_item_created_date :TEXT shared_item_created_tz :REAL
  shared_item_modified_date :TEXT shared_item_modified_tz :INTEGER invitation_changed_properties default_alarm_removed phantom_master
  :REAL participation_status_modified_date :TEXT calendar_scale :INTEGER travel_time travel_advisory_behavior start_location_id
  end_location_id suggested_event_info_id :REAL first_alert_date proposed_start_date :INTEGER can_forward location_prediction_state
  fired_ttl disallow_propose_new_time :BLOB structured_data local_structured_data :INTEGER junk_status :TEXT conference_url
  contact_identifier recurrence_set :INTEGER flags :TEXT contact_name :INTEGER error_id image_id color_id :TEXT conference_url_detected
  creator_identity creator_team_identity special_day
Attachment: ROWID! owner_id :BLOB external_rep :INTEGER file_id
+Location: start_loc_owner_id end_loc_owner_id client_loc_owner_id
+OccurrenceCache: :REAL latest_possible_alarm earliest_possible_alarm next_reminder_date
AlarmCache: event_id! alarm_id! :REAL occurrence_date! fire_date :INTEGER store_id all_day :REAL travel_time :INTEGER is_default
AttachmentFile: ROWID! :TEXT external_id external_mod_tag url UUID format :INTEGER flags :TEXT filename local_path :INTEGER file_size
  store_id :REAL download_start :INTEGER download_tries
Conference: ROWID! :TEXT uuid :INTEGER owner_id :TEXT url feature info language region
Error: ROWID! store_owner_id calendar_owner_id calendaritem_owner_id error_type error_code :BLOB user_info
ExceptionDateChanges: record type sequence_number owner_id :REAL date :INTEGER store_id calendar_id
`,
  },
];
