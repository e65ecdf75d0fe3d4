/** A folder of the settings that is not there, as a row of the Backups view. */
import type { Locale } from './locale.ts';
import { oneLine } from './phrase.ts';
import { contextValue, joined, type TreeItemView } from './tree-item.ts';

export function missingFolderItem(path: string, { translate }: Locale): TreeItemView {
  const name = path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
  const label = oneLine(name, 80);
  const missing = translate('Folder not found', {});
  const shown = oneLine(path);
  return {
    id: `missing:${path}`,
    label,
    description: joined([missing, shown]),
    icon: 'warning',
    iconColor: 'list.warningForeground',
    contextValue: contextValue('folder', { missing: true }),
    tooltip: [
      shown,
      translate('This folder was chosen for backups and does not exist. It was moved or deleted, or its disk is not connected.', {}),
      translate('Choose “Choose Another Folder” or “Remove Backup Folder from List”.', {}),
    ],
    accessibleLabel: joined([label, missing, shown], ', '),
  };
}
