/** Tables of healthdb.sqlite, healthdb_secure.sqlite, by iOS version; how to read them: `schema-history.ts`. */
import type { SchemaHistory } from './schema-history.ts';

export const HEALTH_SOURCES_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: "A forensic parser's copy, and the daemon's own statements",
    tables: `
sources: ROWID! :BLOB uuid :TEXT bundle_id name :INTEGER source_options local_device :TEXT product_type :INTEGER deleted :REAL mod_date
  :INTEGER provenance sync_anchor :TEXT owner_bundle_id
source_devices: ROWID! :TEXT name manufacturer model hardware firmware software localIdentifier FDAUDI :REAL creation_date :INTEGER
  sync_provenance :BLOB uuid
`,
  },
  {
    since: 16,
    source: "The daemon's own statements of later versions",
    tables: `
+source_devices: sync_identity
`,
  },
];

export const HEALTH_SAMPLES_SCHEMA: SchemaHistory = [
  {
    since: 9,
    source: "A forensic parser's copy of the statements",
    tables: `
samples: data_id! :REAL start_date end_date :INTEGER data_type
objects: data_id! :BLOB uuid :INTEGER provenance type :REAL creation_date
data_provenances: ROWID! sync_provenance :TEXT origin_product_type origin_build local_product_type local_build :INTEGER source_id
  device_id :TEXT source_version tz_name :INTEGER origin_major_version origin_minor_version origin_patch_version derived_flags
quantity_samples: data_id! :REAL quantity original_quantity :INTEGER original_unit
quantity_sample_series: data_id! count=0 insertion_era hfd_key
quantity_sample_statistics: owner_id! :REAL min max most_recent most_recent_date most_recent_duration
category_samples: data_id! value
binary_samples: data_id! :BLOB payload
correlations: ROWID! correlation object provenance
data_series: data_id! frozen=0 count=0 insertion_era=0 hfd_key
unit_strings: ROWID! :TEXT unit_string
metadata_keys: ROWID! :TEXT key
metadata_values: ROWID! key_id object_id value_type=0 :TEXT string_value :REAL numerical_value date_value :BLOB data_value
key_value_secure: ROWID! category :TEXT domain key : value :INTEGER provenance :REAL mod_date
activity_caches: data_id! cache_index sequence activity_mode wheelchair_use :REAL energy_burned energy_burned_goal
  energy_burned_goal_date move_minutes move_minutes_goal move_minutes_goal_date brisk_minutes brisk_minutes_goal brisk_minutes_goal_date
  active_hours active_hours_goal active_hours_goal_date steps pushes walk_distance deep_breathing_duration :INTEGER flights :BLOB
  energy_burned_stats move_minutes_stats brisk_minutes_stats
workouts: data_id! :REAL duration total_energy_burned total_basal_energy_burned total_distance :INTEGER activity_type goal_type :REAL
  goal total_w_steps total_flights_climbed :INTEGER condenser_version :REAL condenser_date
workout_events: ROWID! owner_id :REAL date :INTEGER type :REAL duration :BLOB metadata session_uuid error
external_sync_ids: object_id! source_id object_code :TEXT sid :REAL version :INTEGER deleted
ACHAchievementsPlugin_earned_instances: ROWID! :TEXT template_unique_name :REAL created_date :TEXT earned_date :REAL
  value_in_canonical_unit :TEXT value_canonical_unit :INTEGER creator_device sync_provenance
`,
  },
  {
    since: 15,
    source: "Readers' query for the series of a sample",
    tables: `
quantity_series_data: series_identifier! :REAL timestamp! value duration
`,
  },
  {
    since: 16,
    source: "Readers' queries for iOS 16 and later: a workout has activities and statistics",
    tables: `
data_provenances: ROWID! sync_provenance :TEXT origin_product_type origin_build local_product_type local_build :INTEGER source_id
  device_id contributor_id :TEXT source_version tz_name :INTEGER origin_major_version origin_minor_version origin_patch_version
  derived_flags
workouts: data_id! :REAL total_distance :INTEGER goal_type :REAL goal :INTEGER condenser_version :REAL condenser_date
+ACHAchievementsPlugin_earned_instances: :TEXT external_identifier :INTEGER sync_identity
workout_activities: ROWID! :BLOB uuid :INTEGER owner_id is_primary_activity activity_type location_type swimming_location_type :BLOB
  lap_length :REAL start_date end_date duration :BLOB metadata
workout_statistics: ROWID! workout_activity_id data_type :REAL quantity min max
`,
  },
];
