/** Registers all commands of the table by their ids. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { commands } from 'vscode';
import { DisposableList, type Disposable } from '../../base/index.ts';
import type { App } from '../app.ts';
import { COMMANDS } from '../ids.ts';
import type { CommandEntry } from './command-entry.ts';
import { COMMAND_TABLE } from './command-table.ts';
import { focusedRow } from './focused-row.ts';
import type { SelectedRow } from './menu-places.ts';

/** As desktops count it. Without that, a button that is clicked twice asks its question twice. */
const DOUBLE_CLICK_MS = 500;

/** `begin` runs before each command: what was left out of activation for speed. */
export function registerCommands(app: App, begin: () => Promise<void>): Disposable {
  const registered = new DisposableList();
  for (const name of Object.keys(COMMAND_TABLE) as (keyof typeof COMMAND_TABLE)[]) {
    const run = async (target: unknown, selected: unknown) => {
      const { run: act }: CommandEntry = COMMAND_TABLE[name];
      try {
        await begin();
        await act(app, await rowOf(app, target), selected);
      } catch (error) {
        // The command has ended; whoever reads the notification may take their time.
        void app.reporter.show(error, [], { target, again: () => commands.executeCommand(COMMANDS[name], target, selected) });
      }
    };
    registered.add(commands.registerCommand(COMMANDS[name], onceForDoubleClicks(run)));
  }
  return registered;
}

/** Who asks twice at once, with the same target, gets the end of the first run; not a run that begins itself anew, as “Try Again” does. */
function onceForDoubleClicks(run: (target: unknown, selected: unknown) => Promise<void>): typeof run {
  const inside = new AsyncLocalStorage<true>();
  let [latest, at, ending]: [unknown, number, Promise<void> | undefined] = [undefined, 0, undefined];
  return (target, selected) => {
    const now = Date.now();
    if (ending !== undefined && latest === target && now - at < DOUBLE_CLICK_MS && !inside.getStore()) return ending;
    const begun = inside.run(true, run, target, selected).finally(() => {
      if (ending === begun) ending = undefined;
    });
    [latest, at, ending] = [target, now, begun];
    return begun;
  };
}

/** A key names the view in place of the row. */
async function rowOf(app: App, target: unknown): Promise<unknown> {
  if (typeof target !== 'object' || target === null || !('selectedIn' in target)) return target;
  const { selectedIn } = target as SelectedRow;
  return selectedIn === 'devices' ? await focusedRow(app.deviceView) : await focusedRow(app.backupView);
}
