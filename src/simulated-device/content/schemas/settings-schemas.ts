/** Tables of TCC.db, Accounts3.sqlite, DataUsage.sqlite, user_model_database.sqlite, CloudRecordings.db, CellularUsage.db, TrustStore.sqlite3, datastore.sqlite, Extras.db, by iOS version; how to read them: `schema-history.ts`. */
import type { SchemaHistory } from './schema-history.ts';

export const PRIVACY_CHOICES_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: "The statement that Xcode's tools write for",
    tables: `
admin: :TEXT key! :INTEGER value
policies: id! :TEXT bundle_id uuid display
active_policy: :TEXT client! :INTEGER client_type! policy_id
access: :TEXT service! client! :INTEGER client_type! allowed prompt_count :BLOB csreq :INTEGER policy_id
access_overrides: :TEXT service!
`,
  },
  {
    since: 12,
    source: "Readers' query for iOS 12 and 13: with a date",
    tables: `
+access: indirect_object_identifier_type :TEXT indirect_object_identifier! :BLOB indirect_object_code_identity :INTEGER flags
  last_modified
expired: :TEXT service! client! :INTEGER client_type! :BLOB csreq :INTEGER last_modified
`,
  },
  {
    since: 14,
    source: "Readers' query for iOS 14 and later",
    tables: `
access: :TEXT service! client! :INTEGER client_type! auth_value auth_reason auth_version :BLOB csreq :INTEGER policy_id
  indirect_object_identifier_type :TEXT indirect_object_identifier! :BLOB indirect_object_code_identity :INTEGER flags last_modified
`,
  },
  {
    since: 17,
    source: 'A schema of 2026',
    tables: `
+access: pid pid_version :TEXT boot_uuid='UNUSED' :INTEGER last_reminded=0
`,
  },
];

export const ACCOUNTS_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'iOS 15, as measured',
    tables: `
ZACCESSOPTIONSKEY: Z_PK! Z_ENT Z_OPT :VARCHAR ZNAME
Z_1OWNINGACCOUNTTYPES: Z_1ACCESSKEYS! Z_4OWNINGACCOUNTTYPES!
ZACCOUNT: Z_PK! Z_ENT Z_OPT ZACTIVE ZAUTHENTICATED ZSUPPORTSAUTHENTICATION ZVISIBLE ZWARMINGUP ZACCOUNTTYPE ZPARENTACCOUNT :TIMESTAMP
  ZDATE ZLASTCREDENTIALRENEWALREJECTIONDATE :VARCHAR ZACCOUNTDESCRIPTION ZAUTHENTICATIONTYPE ZCREDENTIALTYPE ZIDENTIFIER ZMODIFICATIONID
  ZOWNINGBUNDLEID ZUSERNAME :BLOB ZDATACLASSPROPERTIES
Z_2ENABLEDDATACLASSES: Z_2ENABLEDACCOUNTS! Z_7ENABLEDDATACLASSES!
Z_2PROVISIONEDDATACLASSES: Z_2PROVISIONEDACCOUNTS! Z_7PROVISIONEDDATACLASSES!
ZACCOUNTPROPERTY: Z_PK! Z_ENT Z_OPT ZOWNER :VARCHAR ZKEY :BLOB ZVALUE
ZACCOUNTTYPE: Z_PK! Z_ENT Z_OPT ZOBSOLETE ZSUPPORTSAUTHENTICATION ZSUPPORTSMULTIPLEACCOUNTS ZVISIBILITY :VARCHAR ZACCOUNTTYPEDESCRIPTION
  ZCREDENTIALPROTECTIONPOLICY ZCREDENTIALTYPE ZIDENTIFIER ZOWNINGBUNDLEID
Z_4SUPPORTEDDATACLASSES: Z_4SUPPORTEDTYPES! Z_7SUPPORTEDDATACLASSES!
Z_4SYNCABLEDATACLASSES: Z_4SYNCABLETYPES! Z_7SYNCABLEDATACLASSES!
ZAUTHORIZATION: Z_PK! Z_ENT Z_OPT ZACCOUNTTYPE :VARCHAR ZBUNDLEID ZGRANTEDPERMISSIONS :BLOB ZOPTIONS
ZCREDENTIALITEM: Z_PK! Z_ENT Z_OPT ZPERSISTENT :TIMESTAMP ZEXPIRATIONDATE :VARCHAR ZACCOUNTIDENTIFIER ZSERVICENAME
ZDATACLASS: Z_PK! Z_ENT Z_OPT :BLOB ZNAME
Z_PRIMARYKEY: Z_ENT! :VARCHAR Z_NAME :INTEGER Z_SUPER Z_MAX
Z_METADATA: Z_VERSION! :VARCHAR(255) Z_UUID :BLOB Z_PLIST
Z_MODELCACHE: :BLOB Z_CONTENT
`,
  },
];

export const DATA_USAGE_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: "A forensic parser's copy of the statements",
    tables: `
ZLIVEUSAGE: Z_PK! Z_ENT Z_OPT ZKIND ZMETADATA ZTAG ZHASPROCESS :TIMESTAMP ZBILLCYCLEEND ZTIMESTAMP :FLOAT ZWIFIIN ZWIFIOUT ZWWANIN
  ZWWANOUT
ZPROCESS: Z_PK! Z_ENT Z_OPT :TIMESTAMP ZFIRSTTIMESTAMP ZTIMESTAMP :VARCHAR ZBUNDLENAME ZPROCNAME
Z_PRIMARYKEY: Z_ENT! :VARCHAR Z_NAME :INTEGER Z_SUPER Z_MAX
Z_METADATA: Z_VERSION! :VARCHAR(255) Z_UUID :BLOB Z_PLIST
Z_MODELCACHE: :BLOB Z_CONTENT
`,
  },
];

export const TYPING_MODEL_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'iOS 16, as measured',
    tables: `
properties: ROWID! : key value
usermodeldurablerecords: ROWID! :TEXT key :INTEGER value :REAL creation_date last_update_date : journaled
usermodeltransientrecords: ROWID! :TEXT key input_mode :INTEGER value secondary_value :REAL real_value :BLOB properties :REAL
  last_update_date : journaled
`,
  },
];

export const VOICE_MEMOS_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'Columns that readers of voice memos query',
    tables: `
ZCLOUDRECORDING: Z_PK! Z_ENT Z_OPT ZFLAGS ZFOLDER :TIMESTAMP ZDATE ZEVICTIONDATE :FLOAT ZDURATION ZLOCALDURATION :VARCHAR ZCUSTOMLABEL
  ZENCRYPTEDTITLE ZPATH ZUNIQUEID :BLOB ZAUDIODIGEST ZAUDIOFUTURE
ZFOLDER: Z_PK! Z_ENT Z_OPT ZCOUNTOFRECORDINGS ZRANK :VARCHAR ZENCRYPTEDNAME ZUUID
Z_PRIMARYKEY: Z_ENT! :VARCHAR Z_NAME :INTEGER Z_SUPER Z_MAX
Z_METADATA: Z_VERSION! :VARCHAR(255) Z_UUID :BLOB Z_PLIST
Z_MODELCACHE: :BLOB Z_CONTENT
`,
  },
];

export const CELLULAR_USAGE_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'Columns that readers of SIM cards query',
    tables: `
_SqliteDatabaseProperties: :TEXT key value
subscriber_info: ROWID! :TEXT subscriber_id subscriber_mdn :INTEGER tag :REAL last_update_time :INTEGER slot_id
`,
  },
];

export const TRUST_STORE_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: "The statement in Apple's published Security sources",
    tables: `
tsettings: :BLOB sha1! subj tset data
`,
  },
  {
    since: 13,
    source: 'The same, later',
    tables: `
tsettings: :BLOB sha256! subj tset data :TEXT uuid
`,
  },
];

export const HOME_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: "What every store of Core Data has; the rest of HomeKit's is not known",
    tables: `
Z_PRIMARYKEY: Z_ENT! :VARCHAR Z_NAME :INTEGER Z_SUPER Z_MAX
Z_METADATA: Z_VERSION! :VARCHAR(255) Z_UUID :BLOB Z_PLIST
Z_MODELCACHE: :BLOB Z_CONTENT
`,
  },
];

export const CALENDAR_EXTRAS_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: 'What every database of the calendar has; the rest of this one is not known',
    tables: `
_SqliteDatabaseProperties: :TEXT key value
`,
  },
];
