/** The buttons below what went wrong: each action that the table of words advises, done with one click to what the failure was about. */
import { commands, l10n, type Command } from 'vscode';
import { ACTIONS, type ActionId } from '../view/index.ts';
import type { App } from './app.ts';
import { chooseFolderForNewBackups } from './backups/backup-folders.ts';
import { titleOf } from './command-titles.ts';
import { COMMANDS } from './ids.ts';
import { COMMAND_OF_REMEDY } from './remedy-commands.ts';
import type { FailedDeed, ReportAction } from './reporter.ts';

/** In the order of the table. What cannot be done here, such as repeating what nobody can repeat, has no button. */
export function remediesFor(app: App, actions: readonly ActionId[], deed: FailedDeed): ReportAction[] {
  return actions.flatMap((id) => {
    if (id === 'try-again') return deed.again === undefined ? [] : [{ title: l10n.t('Try Again'), run: deed.again }];
    if (id === 'other-folder') return [otherFolder(app, deed)];
    const { title, command, arguments: rest = [] } = remedyCommand(app, id, deed.target);
    return [{ title, run: () => commands.executeCommand(command, ...(rest as unknown[])) }];
  });
}

/** The command that does it to `target`: a row, a path of a backup, or a UDID. */
export function remedyCommand(app: App, id: keyof typeof COMMAND_OF_REMEDY, target: unknown): Command {
  const name = COMMAND_OF_REMEDY[id];
  const found = targetOf(app, ACTIONS[id].to, target);
  return { title: titleOf(name), command: COMMANDS[name], ...(found === undefined ? {} : { arguments: [found] }) };
}

function otherFolder(app: App, { target, again }: FailedDeed): ReportAction {
  const run = async () => {
    if ((await chooseFolderForNewBackups()) === undefined) return undefined;
    const udid = udidOf(app, target);
    return again?.() ?? commands.executeCommand(COMMANDS.backUpNow, ...(udid === undefined ? [] : [udid]));
  };
  return { title: l10n.t('Other Folder…'), run };
}

/** Without one, the command asks. */
function targetOf(app: App, to: (typeof ACTIONS)[ActionId]['to'], target: unknown): string | undefined {
  if (to === 'device') return udidOf(app, target);
  return to === 'backup' ? pathOf(app, target) : undefined;
}

function udidOf(app: App, target: unknown): string | undefined {
  const named = textOf(target, 'udid');
  if (named !== undefined && app.devices.find(named) !== undefined) return named;
  const path = textOf(target, 'path');
  return path === undefined ? undefined : app.backups.find(path)?.udid;
}

function pathOf(app: App, target: unknown): string | undefined {
  const path = textOf(target, 'path');
  if (path !== undefined && app.backups.find(path) !== undefined) return path;
  const udid = textOf(target, 'udid');
  const own = app.backups.backups().filter((backup) => backup.udid !== undefined && backup.udid === udid);
  return own.length === 1 ? own[0]?.path : undefined;
}

/** Other code passes the text alone, VS Code a row. */
function textOf(target: unknown, key: 'udid' | 'path'): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  const value: unknown = Reflect.get(target, key);
  return typeof value === 'string' ? value : undefined;
}
