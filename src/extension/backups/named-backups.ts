/** How backups are called where they stand in one list. Knows no VS Code. */
import { backupItem, groupByOwner, type BackupState, type Locale } from '../../view/index.ts';

/** Also their older versions, each with a name that tells it from the others, in the order of the view. */
export function namedBackups(backups: readonly BackupState[], locale: Locale): { backup: BackupState; name: string }[] {
  return groupByOwner(backups).flatMap((owner) =>
    owner.backups
      .flatMap((backup) => [backup, ...backup.versions])
      .map((backup) => ({ backup, name: `${owner.label} · ${backupItem(backup, locale).label}` })),
  );
}
