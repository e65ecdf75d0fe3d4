/// <reference types="node" preserve="true" />
/// <reference lib="esnext.disposable" preserve="true" />
/** The door of backup: the folder on disk, how it is made, read and judged. */
export { BackupError, type BackupErrorCode } from './errors.ts';
export { askDevice, type AskDeviceOptions } from './restore/ask-device.ts';
export type { BackupEvent, BackupEventCode } from './device-run/backup-event.ts';
export type { BackupPhase, PasswordPhase, RestorePhase } from './device-run/run-phase.ts';
export {
  diagnose,
  type DiagnosedDevice,
  type DiagnosedFolder,
  type DiagnosedPlace,
  type DiagnoseOptions,
  type Diagnosis,
} from './doctor/diagnose.ts';
export type { BackupObstacle, BackupObstacleCode } from './create/backup-obstacle.ts';
export { foreseeBackup, type ForeseeBackupOptions } from './create/foresee-backup.ts';
export { foreseeFolder, type ForeseeFolderOptions } from './create/foresee-folder.ts';
export { createBackupOffThread } from './create/create-backup-off-thread.ts';
export { createBackup, type CreateBackupOptions } from './create/create-backup.ts';
export type { CreatedBackup } from './create/created-backup.ts';
export { findFolderRun, requireNoRun, type FolderRun } from './folder/folder-lock.ts';
export { nameProgram, type ProgramName } from './folder/program-name.ts';
export { announceDeviceRun, findDeviceRuns, type AnnouncedWork, type DeviceRun, type DeviceWork } from './run-notices.ts';
export { requireFreeDevice } from './device-run/require-free-device.ts';
export { extractBackup, type ExtractOptions } from './extract/extract-backup.ts';
export type {
  ConflictPolicy,
  ExtractCode,
  ExtractEvent,
  ExtractFailure,
  ExtractPhase,
  ExtractProgress,
  ExtractReport,
  NameRules,
  Selection,
} from './extract/report.ts';
export { findBackups, measureBackup, type BackupSize, type FindOptions, type FoundBackup } from './library.ts';
export {
  listHistory,
  recallVerdict,
  type BackupHistory,
  type EarlierVerdict,
  type PastRecord,
  type RecallOptions,
} from './history/list-history.ts';
export type { RecordedEvent, RecordedPhase, RunRecord } from './history/run-record.ts';
export type { GeneralFindings } from './history/history-record.ts';
export { CheckMemory, type RememberedVerdict } from './history/remembered-verdict.ts';
export { measureBackups, type MeasureOptions } from './size/measure-backups.ts';
export { rememberedSize } from './size/size-memory.ts';
export { standardBackupFolders } from './locations.ts';
export type {
  Backup,
  BackupEra,
  BackupFile,
  BackupFileDetails,
  BackupSummary,
  DomainCount,
  FileQuery,
  FolderHint,
  OpenContentOptions,
  Page,
  PageKey,
  PageRequest,
  Payload,
  PlaceRange,
  PlistName,
  PlistState,
  SummaryField,
  SummarySource,
} from './read/backup.ts';
export type { FileConditions, FileOrder, FileTypes, NumberRange, SortKey } from './read/find/file-conditions.ts';
export type { BackupKeys } from './read/backup-keys.ts';
export type { AppDomains, AppSize, AppSizeKind, BackupSizes, DomainSize, SizesOptions } from './read/sizes.ts';
export type { EncryptionFacts, FilesOfClass, KeybagClassFacts, KeybagFacts } from './read/encryption-facts.ts';
export { FileTree, type TreeEntry } from './read/file-tree.ts';
export { listKeychain, type KeychainOptions } from './read/keychain.ts';
export type { KeychainListing, KeychainRow, KeychainSecret, KeychainUnreadable } from './read/keychain-listing.ts';
export { changeBackupPassword, type ChangedPassword, type ChangePasswordOptions } from './settings/change-backup-password.ts';
export type { BackupAfterChange } from './settings/keep-changed-manifest.ts';
export {
  readCloudBackup,
  readCloudConditions,
  switchCloudBackup,
  type CloudBackupConditions,
  type CloudBackupState,
} from './settings/cloud-backup.ts';
export { readLastCloudBackup } from './read/last-cloud-backup.ts';
export { closeMarkOf, markOf } from './read/folder-mark.ts';
export { openBackup, type OpenOptions } from './read/open-backup.ts';
export type { PictureChoice } from './preview/image-content.ts';
export { previewBytes } from './preview/preview-bytes.ts';
export { previewFile } from './preview/preview-file.ts';
export type { BytesLook } from './preview/preview-job.ts';
export type { PreviewBytesOptions, PreviewOptions } from './preview/preview-options.ts';
export type {
  EmptyContent,
  Fact,
  HexContent,
  ImageContent,
  MediaContent,
  PictureData,
  Place,
  Preview,
  PreviewContent,
  PreviewForm,
  PreviewLimit,
  PreviewProblem,
  PreviewTrust,
  SqliteContent,
  TextContent,
  TextEncodingName,
  Thumbnail,
  Track,
  TreeContent,
  TreeNode,
  TreeType,
  TreeWindow,
} from './preview/preview.ts';
export {
  openDatabasePreview,
  type DatabaseOptions,
  type DatabasePreview,
  type QuestionOptions,
} from './preview/sqlite/database-preview.ts';
export type { BlobCell, Cell, TextCell } from './preview/sqlite/cell.ts';
export type { CellPart, DatabaseOverview, FollowedReference, InspectedField, InspectedRow } from './preview/sqlite/database-messages.ts';
export type { ColumnFacts, ColumnReference, DatabaseSchema, IndexFacts, TableFacts } from './preview/sqlite/schema-facts.ts';
export { MOST_SMALL_PICTURES, smallPictures } from './preview/small-pictures.ts';
export type { SmallPicture } from './preview/preview-job.ts';
export {
  openPersonalData,
  type PersonalData,
  type PersonalDoubts,
  type PersonalFacts,
  type PersonalPart,
  type PersonalPresence,
} from './preview/personal/personal-data.ts';
export {
  PERSONAL_KINDS,
  type PersonalEntry,
  type PersonalFact,
  type PersonalFactName,
  type PersonalFile,
  type PersonalGroup,
  type PersonalKind,
  type PersonalPerson,
  type PersonalTrait,
} from './preview/personal/personal-entry.ts';
export type { ContactPicture } from './preview/personal/contact-pictures.ts';
export type { PersonalWindow, UnknownSchema, Unsearched } from './preview/personal/personal-requests.ts';
export { exportRows, streamRows, type ExportedFile, type ExportRowsOptions } from './preview/sqlite/export-database.ts';
export type { ExportedRows } from './preview/sqlite/export-job.ts';
export type { RowFormat } from './preview/sqlite/row-text.ts';
export type { LikelyDate } from './preview/sqlite/likely-dates.ts';
export type { FilterValue, RowFilter, RowOrder } from './preview/sqlite/row-filter.ts';
export type { QueryResult } from './preview/sqlite/run-query.ts';
export type { RowCount, RowSelection, RowsRequest, RowsWindow, TableRow } from './preview/sqlite/table-rows.ts';
export { compareDatabases, type ComparedDatabase, type CompareDatabasesOptions } from './compare/databases/compare-databases.ts';
export type { ComparisonProgress } from './compare/databases/comparison-job.ts';
export type {
  CellDifference,
  DatabaseDifference,
  DatabaseDoubt,
  RowDifference,
  SchemaDifference,
  TableDifference,
} from './compare/databases/database-difference.ts';
export { compareBackups, type CompareBackupsOptions, type ComparedBackup } from './compare/backups/compare-backups.ts';
export {
  compareChangedDatabases,
  type ChangedDatabasesOptions,
  type DatabaseChange,
  type OpenedForComparison,
} from './compare/backups/compare-changed-databases.ts';
export type { ComparePhase } from './compare/backups/backup-comparison-job.ts';
export type {
  AppDifference,
  BackupDifference,
  ChangeCounts,
  ComparedBackupFacts,
  ComparedValue,
  ComparisonBasis,
  DomainDifference,
  FileChange,
  FileDifference,
  FileVersion,
  MetadataField,
  Side,
  SideProblem,
  ValueDifference,
  ValueDifferences,
} from './compare/backups/backup-difference.ts';
export { readEncryption } from './read/read-encryption.ts';
export { nameToSegment, segmentToName } from './read/segment-name.ts';
export { unlockBackup, type UnlockBackupOptions } from './read/unlock-backup.ts';
export { foreseeRestore, type ForeseeOptions } from './restore/foresee-restore.ts';
export {
  foreseeRemovals,
  unconfirmedLosses,
  type RemovalCode,
  type RemovalFacts,
  type RestoreRemoval,
} from './restore/restore-removals.ts';
export {
  checkRestorability,
  readDeviceFacts,
  type DeviceFacts,
  type Restorability,
  type RestorabilityOptions,
  type RestoreObstacle,
  type RestoreObstacleCode,
} from './restore/restorability.ts';
export { eraseDevice } from './restore/erase-device.ts';
export { restoreBackup, type RestoreBackupOptions, type RestoredBackup } from './restore/restore-backup.ts';
export type { RestoreChoices } from './restore/restore-choices.ts';
export { FINDING_SEVERITY, type Finding, type FindingCode, type FindingSeverity } from './verify/finding.ts';
export { verifyBackup, type VerifyOptions } from './verify/verify-backup.ts';
export type { FileCounts, Verdict, VerifyLevel, VerifyPhase, VerifyReport } from './verify/report.ts';
export { salvageBackup, type SalvageOptions } from './salvage/salvage-backup.ts';
export {
  SALVAGE_SCHEMA,
  type LossCode,
  type SalvageCounts,
  type SalvagedFile,
  type SalvagedPlist,
  type SalvageLoss,
  type SalvagePhase,
  type SalvageReport,
  type SalvageSource,
  type SalvageSourceKind,
  type Sureness,
} from './salvage/salvage-report.ts';
export { unlockForSalvage, type SalvageKeys, type SalvageUnlockOptions } from './salvage/unlock-for-salvage.ts';
export { surveySurvival, type SurvivalOptions, type SurvivalSurvey } from './survive/survey-survival.ts';
export type {
  DomainSurvival,
  FileSurvival,
  KeychainSurvival,
  Survival,
  SurvivalAnswer,
  SurvivalCounts,
  SurvivalEvidence,
  SurvivalQuestion,
  SurvivalReason,
} from './survive/survival.ts';
export { editBackup, thinBackup, type ChangedCopyOptions } from './edit/make-changed-copy.ts';
export type { ChangedCopy, CopiedBackup, CopyPhase, FileEdit, LeftOutDomain, ThinChoice } from './edit/changed-copy.ts';
export { listVersions, pruneVersions, rollBack, type BackupVersion, type RollBackOptions, type RolledBack } from './versions.ts';
export { moveToTrash, trashPlan, type TrashPlan } from './trash.ts';
export { checkContract, type CheckContractOptions } from './contract/evaluate/check-contract.ts';
export type { ContractPhase } from './contract/thread/contract-job.ts';
export { parseContract, readContract, type ReadContract } from './contract/parse/parse-contract.ts';
export type {
  AccessibilityName,
  BackupContract,
  ContractAppFiles,
  ContractKeychainItem,
  ContractPlace,
  ContractProblem,
  ContractProblemCode,
  ContractRule,
  ContractRuleKind,
  ContractTarget,
  ProtectionName,
  RestoredPhone,
} from './contract/contract.ts';
export type {
  ContractBasis,
  ContractCoverage,
  ContractFinding,
  ContractFindingCode,
  ContractFindingData,
  ContractReport,
  ContractVerdict,
  RuleOutcome,
} from './contract/contract-report.ts';
export { acceptContract, type AcceptedContract } from './contract/accept-contract.ts';
export type { ContractTextChange } from './contract/parse/contract-editor.ts';
export { declaredApp, type DeclaredApp } from './contract/declared-files.ts';
export { CONTRACT_KEYS, type ContractKey, type ContractValueForm } from './contract/parse/contract-keys.ts';
export { contractSchema, type JsonSchema } from './contract/contract-schema.ts';
export { initContract } from './contract/init-contract.ts';
