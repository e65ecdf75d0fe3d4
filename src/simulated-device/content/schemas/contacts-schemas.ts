/** Tables of AddressBook.sqlitedb, AddressBookImages.sqlitedb, by iOS version; how to read them: `schema-history.ts`. */
import type { SchemaHistory } from './schema-history.ts';

export const CONTACTS_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'iOS 15, as measured',
    tables: `
_SqliteDatabaseProperties: :TEXT key value
ABStore: ROWID! :TEXT Name ExternalIdentifier :INTEGER Type :TEXT ConstraintsPath ExternalModificationTag ExternalSyncTag
  StoreInternalIdentifier :INTEGER AccountID Enabled :BLOB SyncData :INTEGER MeIdentifier Capabilities :TEXT guid LastSyncDate
ABPerson: ROWID! :TEXT First Last Middle FirstPhonetic MiddlePhonetic LastPhonetic Organization Department Note :INTEGER Kind :TEXT
  Birthday JobTitle Nickname Prefix Suffix FirstSort LastSort :INTEGER CreationDate ModificationDate :TEXT CompositeNameFallback
  ExternalIdentifier ExternalModificationTag ExternalUUID :INTEGER StoreID :TEXT DisplayName :BLOB ExternalRepresentation :TEXT
  FirstSortSection LastSortSection :INTEGER FirstSortLanguageIndex LastSortLanguageIndex PersonLink :TEXT ImageURI :INTEGER
  IsPreferredName :TEXT guid PhonemeData AlternateBirthday MapsData FirstPronunciation MiddlePronunciation LastPronunciation
  OrganizationPhonetic OrganizationPronunciation PreviousFamilyName PreferredLikenessSource PreferredPersonaIdentifier PreferredChannel
  DowntimeWhitelist ImageType :BLOB ImageHash MemojiMetadata
ABPersonChanges: record type sequence_number Image :TEXT ExternalIdentifier :INTEGER StoreID PersonLink :TEXT guid :INTEGER Changes
  :TEXT LinkToPersonUUID PersonLinkUUID
ABPersonLink: ROWID! PreferredImagePersonID PreferredNamePersonID :TEXT guid
ABPersonSearchKey: person_id :BLOB SearchKey NameOnlySearchKey
ABGroup: ROWID! :TEXT Name ExternalIdentifier :INTEGER StoreID :TEXT ExternalModificationTag :BLOB ExternalRepresentation :TEXT
  ExternalUUID guid
ABGroupChanges: record type sequence_number :TEXT ExternalIdentifier :INTEGER StoreID :TEXT guid
ABAccount: ROWID! :TEXT AccountIdentifier :INTEGER Flags DefaultSourceID :TEXT guid
ABGroupMembers: UID! group_id member_type member_id
ABMultiValue: UID! record_id property identifier label :TEXT value guid
ABMultiValueLabel: :TEXT value
ABMultiValueEntry: parent_id key :TEXT value
ABMultiValueEntryKey: :TEXT value
ABPhoneLastFour: multivalue_id! :TEXT value
ABPersonMultiValueDeletes: record_id property_id identifier sequence_number :TEXT record_uid identifier_uid
FirstSortSectionCount: : LanguageIndex :TEXT Section : StoreID number
LastSortSectionCount: : LanguageIndex :TEXT Section : StoreID number
FirstSortSectionCountTotal: : LanguageIndex :TEXT Section :INT Type : number
LastSortSectionCountTotal: : LanguageIndex :TEXT Section :INT Type : number
ClientCursor: ROWID! store_id latest_consumed_sequence_number :REAL latest_consumed_timestamp :TEXT client_identifier
ClientSequence: sequence_number :TEXT client_identifier :REAL save_timestamp
ClientCursorConsumed: store_id consumed_entity_class consumed_entity_id consumed_change_id sequence_number :TEXT client_identifier
ABPersonFullTextSearch: virtual fts4 First Last Middle FirstPhonetic MiddlePhonetic LastPhonetic Organization OrganizationPhonetic
  Department Note Birthday JobTitle Nickname Prefix Suffix DisplayName Phone Email Address SocialProfile URL RelatedNames IM Date
  SupplementalCompositeNameTerms
`,
  },
];

export const CONTACT_IMAGES_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'iOS 15, as measured',
    tables: `
_SqliteDatabaseProperties: :TEXT key value
ABThumbnailImage: ROWID! record_id format derived_from_format :BLOB data
ABFullSizeImage: ROWID! record_id crop_x crop_y crop_width :BLOB data
`,
  },
];
