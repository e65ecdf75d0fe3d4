/** The door of view: what people see as plain data, the table of words, and the messages of extension and webview. */
export { advanceJob, jobHeadline, jobWords, startedJob, type BackupJob } from './backup-job.ts';
export { backupItem, type BackupState } from './backup-item.ts';
export { backupState, pastOf, type BackupPast } from './backup-state.ts';
export { bestCopy } from './best-copy.ts';
export { groupByOwner, newestFirst, ownerItem, type BackupOwner } from './backup-groups.ts';
export { foreseenBackup, obstacleInTerminal, type ForeseenBackup } from './backup-obstacle-words.ts';
export { deviceFacts, type DeviceFact } from './device-facts.ts';
export { deviceItem, deviceLabel, deviceName, programLine } from './device-item.ts';
export { needsAttention, promptOf } from './device-prompt.ts';
export type { DeviceCondition, DeviceCopy, DevicePrompt, DeviceState } from './device-state.ts';
export { doctorLines, type DoctorLine } from './doctor-words.ts';
export { GROUP_ORDER, GROUP_WORDS, domainWords, type DomainGroup } from './domain-words.ts';
export { EXIT, EXIT_OF_ERROR, EXIT_OF_VERDICT, exitOf } from './exit-codes.ts';
export { explain } from './explain-words.ts';
export { failureDocument } from './failure-document.ts';
export { wrappedText } from './wrapped-text.ts';
export {
  contractBasisWords,
  contractFindingWords,
  contractProblemWords,
  contractRuleText,
  contractVerdictWords,
  worstContractVerdict,
} from './contract-words.ts';
export { FINDING_CODES, findingTemplates, findingWords } from './finding-words.ts';
export { formatMode, formatterFor, type Formatter } from './format.ts';
export { keychainItem } from './keychain-item.ts';
export { checkedPageClientMessage } from './message-checks.ts';
export { checkedPageServerMessage, checkedPageState, checkedPageTarget } from './page-state-checks.ts';
export { visible, visibleLines, withoutMarkup } from './plain-text.ts';
export { inEnglish, oneLine, phrase, translatorFrom, type Translate } from './phrase.ts';
export { hexLines } from './hex-lines.ts';
export {
  previewLimitWords,
  previewPictureWords,
  previewProblemWords,
  previewTextWords,
  previewTrustWords,
  previewTypeWords,
} from './preview-words.ts';
export {
  previewOfNoFile,
  previewShown,
  type PreviewShown,
  type PreviewWish,
  type ShownContent,
  type ShownPicture,
} from './preview-page.ts';
export type { PreviewFact } from './preview-facts.ts';
export { ContentTree, contentTreeKey, type ContentTreeRow, type TreePlace } from './content-tree.ts';
export type { DatabaseOverview, InspectedRow, RowFilter, RowFormat, RowOrder, Cell } from './database-messages.ts';
export { OPEN_WORDS, openChoices, type OpenAs } from './open-choice.ts';
export { treeDocument } from './tree-document.ts';
export { databaseDocument, type DocumentedTable } from './database-document.ts';
export { waitingHead, type ReportStanding } from './report-states.ts';
export {
  contactPictureShown,
  personalEntryRow,
  personalGroupRow,
  personalHead,
  personalKindsShown,
  personalSearchNote,
  smallPictureShown,
} from './personal-page.ts';
export type {
  PersonalEntryRow,
  PersonalFileRow,
  PersonalGroupRow,
  PersonalHead,
  PersonalKinds,
  PersonalRows,
} from './personal-messages.ts';
export { cellInFull, cellShown, filterText, isBlobPicture, jumpFrom, tableToShow, typedFilter, type Jump } from './database-view.ts';
export { problemActions, problemsOf, type Problem, type WrongThings } from './problems.ts';
export { missingFolderItem } from './missing-folder-item.ts';
export { modelName, productName, systemWithVersion } from './product-name.ts';
export { englishLocale, type Locale } from './locale.ts';
export { phoneActions, type PhoneActionItem } from './phone-actions.ts';
export { armedWords, faultSettings, faultTitle, takesEffectAtOnce, type FaultSetting } from './fault-items.ts';
export { filesWords, phaseWords, progressWords, timeLeftWords } from './progress-words.ts';
export { SURVIVAL_EVIDENCE_WORDS, SURVIVAL_QUESTION_WORDS, SURVIVAL_REASON_WORDS } from './survive-words.ts';
export { BASIS_WORDS, CHANGE_WORDS, DIFFERENCE_BASIS_WORDS, METADATA_WORDS } from './compare-words.ts';
export { comparePage, compareRow, chosenDifferences } from './compare-page.ts';
export { compareDetail } from './compare-detail.ts';
export { chosenFiles, survivalDetail, survivalPage, survivalRow, type SurvivalFound, type SurvivingFile } from './survive-page.ts';
export { ownerWords } from './owner-words.ts';
export { chosenItems, keychainDetail, keychainPage, keychainReportRow, type KeychainFound } from './keychain-page.ts';
export { protectionWords } from './protection-words.ts';
export {
  checkedReportMessage,
  checkedReportRequest,
  checkedReportState,
  type ReportAction,
  type ReportButton,
  type ReportColumn,
  type ReportDetail,
  type ReportFilter,
  type ReportGroup,
  type ReportHead,
  type ReportMessage,
  type ReportName,
  type ReportRequest,
  type ReportRow,
  type ReportSection,
  type ReportState,
  type ReportWords,
} from './report-page.ts';
export { LOSS_WORDS } from './salvage-words.ts';
export { obstacleWords, restoredWords } from './restore-words.ts';
export { removalWords } from './removal-words.ts';
export { overdueDevice } from './overdue.ts';
export { layoutTreemap, treemapNeighbor, type TreemapDirection, type TreemapPart, type TreemapTile } from './treemap.ts';
export { overview, type KnownBackup } from './overview.ts';
export { sizesView } from './sizes-view.ts';
export { findingsView, MOST_FINDINGS } from './findings-view.ts';
export type { FindingRow, FindingsView, Overview, OverviewFact, RunView, SizeRow, SizesView } from './overview-messages.ts';
export { taskWish, type TaskWish } from './task-wish.ts';
export { taskLine, taskProblemLine, type TaskProblem } from './task-lines.ts';
export { joined, type TreeItemView } from './tree-item.ts';
export { simulatedDeviceSetting } from './simulated-device-setting.ts';
export { unpluggedItem } from './unplugged-item.ts';
export { markedLabel, twinMarks } from './twins.ts';
export { noVersionWords, notKeptWords } from './version-words.ts';
export {
  VERDICT_WORDS,
  checkWords,
  isGoodVerdict,
  unreadList,
  unreadOfRun,
  unreadWords,
  verdictSentence,
  worseVerdict,
  type Check,
} from './verdict-words.ts';
export { copiedRows } from './copied-rows.ts';
export { classLetter, parseFilter, type FileFilter } from './file-filter.ts';
export { FILTER_EXAMPLES, filterGroups, type FilterChoice } from './filter-choices.ts';
export { filterTerms, hasTerm, quotedTerm, toggledTerm } from './filter-terms.ts';
export {
  MOST_COPIED_ROWS,
  type AppRow,
  type CopyForm,
  type CountWish,
  type CountedFiles,
  type ExtractChoice,
  type FileQuery,
  type FileRow,
  type RowsChoice,
} from './file-list-messages.ts';
export {
  COLUMN_NAMES,
  MESSAGE_VERSION,
  MOST_ROWS,
  type BrowserSummary,
  type CellName,
  type ColumnName,
  type ColumnWidths,
  type DomainRow,
  type EncryptionFacts,
  type Failure,
  type FileCheck,
  type FileDetails,
  type Greeting,
  type PageServerMessage,
  type PageAction,
  type PageClientMessage,
  type PageState,
  type PaneTab,
  type PageTarget,
  type PageView,
  type PlacesMode,
  type Params,
  type PayloadState,
  type RequestName,
  type Result,
} from './webview-messages.ts';
export type { ErrorCode } from './error-words.ts';
export { ACTIONS, type ActionId } from './actions.ts';
export { cloudSettingsPath, cloudStateWords } from './cloud-words.ts';
export { cloudConditionWords, nextCloudBackupWords } from './staged-cloud-words.ts';
export { newestEncrypted, passwordReminder, type PasswordProof } from './password-reminder.ts';
export { settingProblem, type SettingSchema, type SettingText } from './setting-problem.ts';
export { strengthHint, type PasswordStrength } from './strength-words.ts';
export {
  checkedCloudRequest,
  checkedCloudShown,
  checkedCloudState,
  stagedChoice,
  type CloudAction,
  type CloudButton,
  type CloudFact,
  type CloudPage,
  type CloudPageRequest,
  type CloudPageShown,
  type CloudPageState,
  type CloudStage,
  type MethodsPage,
} from './cloud-page.ts';
export { cloudPage, type KnownCloud } from './cloud-page-words.ts';
export { methodsPage } from './methods-page-words.ts';
export { encryptionWords, type EncryptionChange } from './encryption-words.ts';
export { errorAdvice, errorTemplates, isErrorCode, wordsFor } from './words.ts';
export { deviceBusyWords, type RunElsewhere } from './run-elsewhere.ts';
export {
  CASE_WORDS,
  COMPARED_WORDS,
  CONTRACT_RULE_HELP,
  REPORT_FACTS,
  REPORT_HEADINGS,
  REPORT_LABELS,
  REPORT_NOTES,
  REPORT_NUMBERS,
  REPORT_TITLES,
  SKIP_REASONS,
} from './report-words.ts';
export { codeWords } from './code-words.ts';
