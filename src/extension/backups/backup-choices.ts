/** How a backup differs from the usual one, and which command makes it. Knows no VS Code. */
import type { CreateBackupOptions } from '../../backup/index.ts';
import type { CommandName } from '../ids.ts';

export type BackupChoices = Pick<CreateBackupOptions, 'full' | 'setAside'>;

/** For whoever wants the same once more. What was set aside is not there any more, so that doing it again does nothing else. */
export function commandFor({ full = false, setAside = false }: BackupChoices): CommandName {
  if (setAside) return 'setAsideAndBackUp';
  return full ? 'backUpFull' : 'backUpNow';
}
