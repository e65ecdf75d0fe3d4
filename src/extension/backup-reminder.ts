/** The status bar item that reminds of a backup: there only while a device is connected whose last good backup is old. */
import { StatusBarAlignment, l10n, type StatusBarItem } from 'vscode';
import type { Disposable } from '../base/index.ts';
import { overdueDevice, type DeviceState, type Locale } from '../view/index.ts';
import { COMMANDS } from './ids.ts';
import { setStatusText, window } from './plain-window.ts';
import { settings } from './settings.ts';

interface Reminded {
  /** Devices with their backups, as the view shows them. */
  readonly states: () => readonly DeviceState[];
  readonly events: readonly ((listener: () => void) => Disposable)[];
  readonly locale: Locale;
}

export function remindOfBackups({ states, events, locale }: Reminded): Disposable {
  let item: StatusBarItem | undefined;
  const draw = () => {
    const overdue = overdueDevice(states(), settings.remindAfterDays(), locale);
    if (overdue === undefined) {
      item?.hide();
      return;
    }
    item ??= window.createStatusBarItem('iosBackup.reminder', StatusBarAlignment.Left);
    item.name = l10n.t('iOS Backup Reminder');
    setStatusText(item, 'history', overdue.text);
    item.tooltip = overdue.tooltip;
    item.accessibilityInformation = { label: overdue.tooltip, role: 'button' };
    item.command = { command: COMMANDS.backUpNow, title: l10n.t('Back Up Now'), arguments: [overdue.udid] };
    item.show();
  };
  const listeners = events.map((event) => event(draw));
  return {
    dispose: () => {
      for (const listener of listeners) listener.dispose();
      item?.dispose();
    },
  };
}
