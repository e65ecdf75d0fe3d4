/** Findings of a check as entries of a Problems list: where, how grave, what, and what to do. */
import type { CreatedBackup, Finding } from '../backup/index.ts';
import { factWords } from './fact-words.ts';
import type { ActionId } from './actions.ts';
import { FINDING_CODES, findingWords } from './finding-words.ts';
import { oneLine, type Translate } from './phrase.ts';

export interface Problem {
  /** What it is about, with `/`: `domain/path` as the device names it, else a path inside the backup folder. Untrusted text. */
  readonly where: string;
  /** The file of the catalogue that a page can show. */
  readonly fileID?: string;
  readonly severity: Finding['severity'];
  readonly code: string;
  readonly message: string;
}

/** What is wrong with a backup, from a check or from the run that made it. */
export interface WrongThings {
  readonly findings: readonly Finding[];
  /** Files that the device could not read: no check can miss them. What it never can read is no problem. */
  readonly fileErrors?: CreatedBackup['fileErrors'];
}

/** A file that the device could not read. */
const UNREAD = 'device-file-error';

/** The file of the backup folder that a finding is about, where it is one of the four that people can open. */
const FILE_OF_CODE: Readonly<Record<string, string>> = {
  'manifest-plist-missing': 'Manifest.plist',
  'manifest-plist-empty': 'Manifest.plist',
  'keybag-unreadable': 'Manifest.plist',
  'status-plist-missing': 'Status.plist',
  'snapshot-unfinished': 'Status.plist',
  'info-plist-missing': 'Info.plist',
  'plists-disagree': 'Manifest.plist',
};

/** A relative path of plain names, so that no entry can point outside the backup. */
const STAYS_INSIDE = /^(?!.*\.\.)[\w.-]+(\/[\w.-]+)*$/;

const GRAVITY: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, information: 2 };

/** The `most` most serious findings. A last entry counts the rest. */
export function problemsOf({ findings, fileErrors = [] }: WrongThings, most: number, translate: Translate): Problem[] {
  const unread = fileErrors.filter(({ isHarmless }) => !isHarmless).map((error) => unreadProblem(error, translate));
  const gravest = [...findings.map((finding) => problemOf(finding, translate)), ...unread].sort(
    (a, b) => GRAVITY[a.severity] - GRAVITY[b.severity],
  );
  const problems = gravest.slice(0, most);
  const rest = gravest.slice(most);
  const [worst] = rest;
  if (worst !== undefined) {
    const message =
      rest.length === 1
        ? translate('1 more finding is not listed here.', {})
        : translate('{count} more findings are not listed here.', { count: rest.length });
    problems.push({ where: 'Manifest.db', severity: worst.severity, code: 'more-findings', message });
  }
  return problems;
}

/** What can be done about a problem with one click; undefined for what has no page of help either. */
export function problemActions(code: string): readonly ActionId[] | undefined {
  if (code === UNREAD) return ['back-up'];
  const finding = FINDING_CODES.find((known) => known === code);
  return finding === undefined ? undefined : findingWords(finding, 'vscode').actions;
}

function problemOf(finding: Finding, translate: Translate): Problem {
  const { code, severity, fileID } = finding;
  const { title, action } = findingWords(code, 'vscode');
  const message = `${translate(title, {})}${factWords(finding, translate)}. ${translate(action, {})}`;
  return { where: whereOf(finding), severity, code, message, ...(isFileID(fileID) ? { fileID } : {}) };
}

function whereOf(finding: Finding): string {
  const { domain, relativePath } = finding;
  if (domain === undefined) return fileOf(finding);
  return relativePath === undefined || relativePath === '' ? domain : `${domain}/${relativePath}`;
}

function isFileID(fileID: string | undefined): fileID is string {
  return fileID !== undefined && /^[0-9a-f]{40}$/.test(fileID);
}

function unreadProblem({ item, message }: CreatedBackup['fileErrors'][number], translate: Translate): Problem {
  const values = { file: oneLine(item, 300), reason: oneLine(message, 100) };
  const words = translate('The device could not read this file, which is not in the backup: {file} ({reason})', values);
  return { where: 'Manifest.db', severity: 'warning', code: UNREAD, message: words };
}

function fileOf(finding: Finding): string {
  const named = finding.evidence.file;
  if (typeof named === 'string' && STAYS_INSIDE.test(named)) return named;
  const { fileID } = finding;
  if (isFileID(fileID)) return `${fileID.slice(0, 2)}/${fileID}`;
  return FILE_OF_CODE[finding.code] ?? 'Manifest.db';
}
