/** The facts of a backup as lines of a report. */
import { REPORT_FACTS, REPORT_LABELS, oneLine, type Locale } from '../view/index.ts';

interface BackupFacts {
  readonly path: string;
  readonly udid: string | null;
  readonly productVersion: string | null;
  readonly encrypted: boolean | null;
  readonly date: string | null;
}

/** Path, device, version, encryption and date. */
export function aboutBackup(backup: BackupFacts, { translate }: Locale): { label: string; text: string }[] {
  const fact = (label: keyof typeof REPORT_LABELS, text: string) => ({
    label: translate(REPORT_LABELS[label], {}),
    text: oneLine(text, 4096),
  });
  return [
    fact('backup', backup.path),
    fact('device', backup.udid ?? translate(REPORT_FACTS.unknown, {})),
    ...(backup.productVersion === null ? [] : [fact('system', `iOS ${backup.productVersion}`)]),
    fact('encryption', encryptionOf(backup, translate)),
    ...(backup.date === null ? [] : [fact('date', backup.date)]),
  ];
}

/** The same on one line. */
export function backupOnOneLine(backup: BackupFacts, locale: Locale): string {
  return aboutBackup(backup, locale)
    .map(({ text }) => text)
    .join(', ');
}

function encryptionOf({ encrypted }: BackupFacts, translate: Locale['translate']): string {
  if (encrypted === null) return translate(REPORT_FACTS.unknown, {});
  return translate(encrypted ? REPORT_FACTS['encryption-on'] : REPORT_FACTS['encryption-off'], {});
}
