/** Registers all commands of the table by their ids. */
import { commands } from 'vscode';
import { DisposableList, type Disposable } from '../../base/index.ts';
import type { App } from '../app.ts';
import { COMMANDS } from '../ids.ts';
import type { CommandEntry } from './command-entry.ts';
import { COMMAND_TABLE } from './command-table.ts';
import { focusedRow } from './focused-row.ts';
import type { SelectedRow } from './menu-places.ts';

/** `begin` runs before each command: what was left out of activation for speed. */
export function registerCommands(app: App, begin: () => Promise<void>): Disposable {
  const registered = new DisposableList();
  for (const name of Object.keys(COMMAND_TABLE) as (keyof typeof COMMAND_TABLE)[]) {
    const { run }: CommandEntry = COMMAND_TABLE[name];
    registered.add(
      commands.registerCommand(COMMANDS[name], async (target?: unknown) => {
        try {
          await begin();
          await run(app, await rowOf(app, target));
        } catch (error) {
          // The command has ended; whoever reads the notification may take their time.
          void app.reporter.show(error, [], { target, again: () => commands.executeCommand(COMMANDS[name], target) });
        }
      }),
    );
  }
  return registered;
}

/** A key names the view in place of the row. */
async function rowOf(app: App, target: unknown): Promise<unknown> {
  if (typeof target !== 'object' || target === null || !('selectedIn' in target)) return target;
  const { selectedIn } = target as SelectedRow;
  return selectedIn === 'devices' ? await focusedRow(app.deviceView) : await focusedRow(app.backupView);
}
