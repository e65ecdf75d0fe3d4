/** Findings of a check as entries of a Problems list: where, how grave, what. */
import type { Finding, VerifyReport } from '../backup/index.ts';
import { oneLine, type Translate } from './phrase.ts';

export interface Problem {
  /** A path inside the backup folder, with `/`. */
  readonly file: string;
  readonly severity: Finding['severity'];
  readonly code: string;
  readonly message: string;
}

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

/** The gravest `most` findings; a last entry counts the rest. */
export function problemsOf(report: VerifyReport, most: number, translate: Translate): Problem[] {
  const gravest = report.findings.toSorted((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]);
  const problems = gravest.slice(0, most).map(problemOf);
  const rest = gravest.slice(most);
  const [worst] = rest;
  if (worst !== undefined) {
    const message = translate('{count} more findings are not listed here.', { count: rest.length });
    problems.push({ file: 'Manifest.db', severity: worst.severity, code: 'more-findings', message });
  }
  return problems;
}

function problemOf(finding: Finding): Problem {
  const where = [finding.domain, finding.relativePath].filter((part) => part !== undefined).join('/');
  const message = oneLine(where === '' ? finding.message : `${where}: ${finding.message}`, 500);
  return { file: fileOf(finding), severity: finding.severity, code: finding.code, message };
}

function fileOf(finding: Finding): string {
  const named = finding.evidence.file;
  if (typeof named === 'string' && STAYS_INSIDE.test(named)) return named;
  const { fileID } = finding;
  if (fileID !== undefined && /^[0-9a-f]{40}$/.test(fileID)) return `${fileID.slice(0, 2)}/${fileID}`;
  return FILE_OF_CODE[finding.code] ?? 'Manifest.db';
}
