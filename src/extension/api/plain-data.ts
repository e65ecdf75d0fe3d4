/** What the extension knows as the plain data of its API: dates as text, nothing of the views. Knows no VS Code. */
import { FINDING_SEVERITY, type CreatedBackup, type Finding } from '../../backup/index.ts';
import type { Progress } from '../../base/index.ts';
import { VERDICT_WORDS, type BackupJob, type BackupState, type DeviceState, type Translate } from '../../view/index.ts';
import type { CheckedBackup } from '../backups/check-backup.ts';
import type { ApiBackup, ApiBackUpResult, ApiDevice, ApiFinding, ApiProgress, ApiVerification } from './extension-api.ts';

/** What a caller gets at most; the Problems view and the command line have them all. */
const MOST_FINDINGS = 100;

const GRAVITY: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, information: 2 };

export function plainDevice(state: DeviceState): ApiDevice {
  const { udid, name, productType, productVersion, connection, condition, simulated, encrypted, lastBackup, cloudEnabled, job } = state;
  return defined({
    udid,
    name,
    productType,
    productVersion,
    connection,
    condition,
    simulated,
    encrypted,
    lastBackup: lastBackup?.toISOString(),
    cloudEnabled,
    running: runningOf(job),
  });
}

export function plainBackup(state: BackupState): ApiBackup {
  const { path, udid, deviceName, productType, productVersion, date, encrypted, unlocked, finished, check, job } = state;
  return defined({
    path,
    udid,
    deviceName,
    productType,
    productVersion,
    date: date?.toISOString(),
    encrypted,
    readable: encrypted === false || unlocked === true,
    finished,
    verification: check === undefined ? undefined : { verdict: check.verdict, level: check.level, at: check.at.toISOString() },
    running: runningOf(job),
  });
}

export function plainResult({ path, full, encrypted, filesReceived, bytesReceived, ...rest }: CreatedBackup): ApiBackUpResult {
  const { fileErrors, moreFileErrors = 0, verdict } = rest;
  const unreadFiles = fileErrors.filter(({ isHarmless }) => !isHarmless).length + moreFileErrors;
  return defined({ path, full, encrypted, filesReceived, bytesReceived, unreadFiles, verdict });
}

export function plainVerification({ report, verdict }: Pick<CheckedBackup, 'report' | 'verdict'>, translate: Translate): ApiVerification {
  const { backup, level, counts, findings, omitted } = report;
  const gravest = [...findings].sort((one, other) => GRAVITY[FINDING_SEVERITY[one.code]] - GRAVITY[FINDING_SEVERITY[other.code]]);
  const notListed = Object.values(omitted ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    path: backup.path,
    level: level === 'full' ? 'full' : 'quick',
    verdict,
    words: translate(VERDICT_WORDS[verdict].message, {}),
    files: { ...counts },
    findings: gravest.slice(0, MOST_FINDINGS).map(plainFinding),
    moreFindings: Math.max(0, findings.length - MOST_FINDINGS) + notListed,
  };
}

export function plainProgress({ phase, done, total, unit }: Progress): ApiProgress {
  return defined({ phase, done, total, unit });
}

function plainFinding({ code, severity, domain, relativePath, evidence }: Finding): ApiFinding {
  const file = typeof evidence.file === 'string' ? evidence.file : undefined;
  return defined({ code, severity, where: domain === undefined ? file : `${domain}/${relativePath ?? ''}` });
}

function runningOf(job: BackupJob | undefined): 'backup' | 'restore' | undefined {
  return job === undefined ? undefined : (job.kind ?? 'backup');
}

/** Without what is not known: plain data has no undefined in it. */
function defined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
}
