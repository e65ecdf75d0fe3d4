/** Tables of sms.db, by iOS version; how to read them: `schema-history.ts`. */
import type { SchemaHistory } from './schema-history.ts';

export const MESSAGES_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'iOS 9.2.1, as measured',
    tables: `
_SqliteDatabaseProperties: :TEXT key value
message: ROWID! :TEXT guid text :INTEGER replace=0 :TEXT service_center :INTEGER handle_id=0 :TEXT subject country :BLOB attributedBody
  :INTEGER version=0 type=0 :TEXT service account account_guid :INTEGER error=0 date date_read date_delivered is_delivered=0
  is_finished=0 is_emote=0 is_from_me=0 is_empty=0 is_delayed=0 is_auto_reply=0 is_prepared=0 is_read=0 is_system_message=0 is_sent=0
  has_dd_results=0 is_service_message=0 is_forward=0 was_downgraded=0 is_archive=0 cache_has_attachments=0 :TEXT cache_roomnames
  :INTEGER was_data_detected=0 was_deduplicated=0 is_audio_message=0 is_played=0 date_played item_type=0 other_handle=0 :TEXT
  group_title :INTEGER group_action_type=0 share_status=0 share_direction=0 is_expirable=0 expire_state=0 message_action_type=0
  message_source=0
chat: ROWID! :TEXT guid :INTEGER style state :TEXT account_id :BLOB properties :TEXT chat_identifier service_name room_name
  account_login :INTEGER is_archived=0 :TEXT last_addressed_handle display_name group_id :INTEGER is_filtered=0 successful_query
attachment: ROWID! :TEXT guid :INTEGER created_date=0 start_date=0 :TEXT filename uti mime_type :INTEGER transfer_state=0 is_outgoing=0
  :BLOB user_info :TEXT transfer_name :INTEGER total_bytes=0
handle: ROWID! :TEXT id country service uncanonicalized_id
message_attachment_join: message_id attachment_id
chat_handle_join: chat_id handle_id
chat_message_join: chat_id! message_id!
deleted_messages: ROWID! :TEXT guid
`,
  },
  {
    since: 10,
    source: 'iOS 10.2, as measured',
    tables: `
+message: :STRING associated_message_guid balloon_bundle_id :BLOB payload_data :INTEGER associated_message_type=0 :STRING
  expressive_send_style_id :INTEGER associated_message_range_location=0 associated_message_range_length=0 time_expressive_send_played
  :BLOB message_summary_info
+attachment: is_sticker=0 :BLOB sticker_user_info attribution_info :INTEGER hide_attachment=0
`,
  },
  {
    since: 11,
    source: 'iOS 11.2, as measured',
    tables: `
sync_deleted_messages: ROWID! :TEXT guid recordID
message_processing_task: ROWID! :TEXT guid :INTEGER task_flags
sync_deleted_chats: ROWID! :TEXT guid recordID :INTEGER timestamp
sync_deleted_attachments: ROWID! :TEXT guid recordID
kvtable: ROWID! :TEXT key :BLOB value
+chat_message_join: message_date=0
message: ROWID! :TEXT guid text :INTEGER replace=0 :TEXT service_center :INTEGER handle_id=0 :TEXT subject country :BLOB attributedBody
  :INTEGER version=0 type=0 :TEXT service account account_guid :INTEGER error=0 date date_read date_delivered is_delivered=0
  is_finished=0 is_emote=0 is_from_me=0 is_empty=0 is_delayed=0 is_auto_reply=0 is_prepared=0 is_read=0 is_system_message=0 is_sent=0
  has_dd_results=0 is_service_message=0 is_forward=0 was_downgraded=0 is_archive=0 cache_has_attachments=0 :TEXT cache_roomnames
  :INTEGER was_data_detected=0 was_deduplicated=0 is_audio_message=0 is_played=0 date_played item_type=0 other_handle=0 :TEXT
  group_title :INTEGER group_action_type=0 share_status=0 share_direction=0 is_expirable=0 expire_state=0 message_action_type=0
  message_source=0 :TEXT associated_message_guid :INTEGER associated_message_type=0 :TEXT balloon_bundle_id :BLOB payload_data :TEXT
  expressive_send_style_id :INTEGER associated_message_range_location=0 associated_message_range_length=0 time_expressive_send_played
  :BLOB message_summary_info :INTEGER ck_sync_state=0 :TEXT ck_record_id ck_record_change_tag destination_caller_id
+chat: :TEXT engram_id server_change_token :INTEGER ck_sync_state=0 :TEXT original_group_id :INTEGER last_read_message_timestamp=0 :BLOB
  ck_record_system_property_blob
+attachment: ck_sync_state=0 :BLOB ck_server_change_token_blob :TEXT ck_record_id original_guid
`,
  },
  {
    since: 12,
    source: 'Columns appended by iOS 12, as a published backup of iOS 16 lists them in order',
    tables: `
+handle: :TEXT person_centric_id
+message: sr_ck_sync_state=0 :TEXT sr_ck_record_id sr_ck_record_change_tag
+chat: :TEXT sr_server_change_token :INTEGER sr_ck_sync_state=0 :TEXT cloudkit_record_id sr_cloudkit_record_id
+attachment: sr_ck_sync_state=0 :BLOB sr_ck_server_change_token_blob :TEXT sr_ck_record_id
`,
  },
  {
    since: 13,
    source: 'The same',
    tables: `
+message: is_corrupt=0 :TEXT reply_to_guid :INTEGER sort_id is_spam=0
+chat: :TEXT last_addressed_sim_id :INTEGER is_blackholed=0
`,
  },
  {
    since: 14,
    source: 'The same',
    tables: `
+message: has_unseen_mention=0 :TEXT thread_originator_guid thread_originator_part
+attachment: is_commsafety_sensitive=0
`,
  },
  {
    since: 15,
    source: 'The same',
    tables: `
+message: :TEXT syndication_ranges :INTEGER was_delivered_quietly=0 did_notify_recipient=0 :TEXT synced_syndication_ranges
+chat: syndication_date=0 syndication_type=0
`,
  },
  {
    since: 16,
    source: 'The same, and tables that readers of recently deleted messages query',
    tables: `
+message: date_retracted=0 date_edited=0 was_detonated=0 part_count is_stewie=0 is_kt_verified=0
+chat: is_recovered=0
chat_recoverable_message_join: chat_id! message_id! delete_date ck_sync_state=0
recoverable_message_part: chat_id! message_id! part_index! delete_date :BLOB part_text :INTEGER ck_sync_state=0
unsynced_removed_recoverable_messages: ROWID! chat_id :TEXT message_guid :INTEGER part_index
`,
  },
  {
    since: 18,
    source: "Columns of macOS 15 and readers' queries for iOS 18",
    tables: `
+message: is_sos=0 is_critical=0 :TEXT bia_reference_id fallback_hash associated_message_emoji :INTEGER is_pending_satellite_send=0
  needs_relay=0 schedule_type=0 schedule_state=0 sent_or_received_off_grid=0 date_recovered=0
+chat: is_deleting_incoming_messages=0
+attachment: :TEXT emoji_image_content_identifier emoji_image_short_description :INTEGER preview_generation_state=0
`,
  },
  {
    since: 26,
    source: 'Columns of macOS 26',
    tables: `
+message: is_time_sensitive=0 :TEXT ck_chat_id
+chat: is_pending_review=0
`,
  },
  {
    since: 27,
    source: 'Columns of macOS 27, as printed from a real file',
    tables: `
+chat_message_join: index_state=0 filter_action=0 filter_sub_action=0
+message: index_state=0 filter_action=0 filter_sub_action=0 is_preview_sent=0 is_preview_delivered=0 date_preview_sent
  date_preview_delivered date_updated retry_count
`,
  },
];
