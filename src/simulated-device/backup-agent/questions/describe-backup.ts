/** The texts with which the agent answers Info and List. No real ones were published, so their form is assumed. */
import { flagsOfMode, FLAG_FILE } from '../../../formats/index.ts';
import type { QuestionedBackup } from './questioned-backup.ts';

const LIST_HEADER = 'Domain,RelativePath,Mode,Size,LastModified,FileID';

/** One `name: value` per line. */
export function backupInfo({ status, properties, catalogue }: QuestionedBackup): string {
  let [files, bytes] = [0, 0];
  for (const { record } of catalogue.rows()) {
    if (flagsOfMode(record.mode) !== FLAG_FILE) continue;
    files++;
    bytes += record.size;
  }
  const lines: [string, string | undefined][] = [
    ['UUID', status?.uuid],
    ['Date', status?.date.toISOString()],
    ['Status Version', status?.version],
    ['Backup State', status?.backupState],
    ['Snapshot State', status?.snapshotState],
    ['Manifest Version', properties.version],
    ['Encrypted', yesOrNo(properties.isEncrypted)],
    ['Passcode Set', yesOrNo(properties.wasPasscodeSet)],
    ['Applications', String(properties.applications.size)],
    ['Files', String(files)],
    ['Bytes', String(bytes)],
  ];
  return lines.map(([name, value]) => `${name}: ${value ?? ''}\n`).join('');
}

/** Comma-separated values, one row of the catalogue per line, after a line of names. */
export function backupList({ catalogue }: QuestionedBackup): string {
  let text = `${LIST_HEADER}\n`;
  for (const { domain, record, fileId } of catalogue.rows()) {
    const { relativePath, mode, size, lastModified } = record;
    const cells = [domain, relativePath, mode.toString(8), String(size), new Date(lastModified * 1000).toISOString(), fileId];
    text += `${cells.map(quoted).join(',')}\n`;
  }
  return text;
}

function yesOrNo(value: boolean): string {
  return value ? 'YES' : 'NO';
}

/** As RFC 4180 has it. */
function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
