/** Tasks of type `iosBackup`: a backup, a check or a simulated device in a terminal of VS Code, with the exit codes of the command line. */
import { setTimeout as delay } from 'node:timers/promises';
import { CustomExecution, Task, TaskScope, l10n, tasks, workspace, type Disposable, type TaskDefinition, type TaskProvider } from 'vscode';
import { deviceLabel, taskWish, withoutMarkup, type TaskWish } from '../../view/index.ts';
import type { App } from '../app.ts';
import { PROBLEM_MATCHER, TASK_TYPE } from '../ids.ts';

/** The list of tasks waits no longer for devices and folders that nobody has looked for yet. */
const LONGEST_LOOK_MS = 500;

/** Nothing is looked for until somebody opens the list of tasks, and in a folder that is not trusted nothing is offered or run. */
export function registerTasks(app: App): Disposable {
  const provider: TaskProvider = {
    provideTasks: async () => (workspace.isTrusted ? (await offers(app)).map(([name, wish]) => taskOf(app, name, wish)) : []),
    resolveTask: ({ definition, name }) => {
      const wish = workspace.isTrusted ? taskWish(definition) : undefined;
      return wish && taskOf(app, name, wish, definition);
    },
  };
  return tasks.registerTaskProvider(TASK_TYPE, provider);
}

type Offer = readonly [name: string, wish: TaskWish];

/** A backup of each device that is ready, a check of each backup that was found, and a simulated device. */
async function offers(app: App): Promise<Offer[]> {
  const looking = Promise.all([app.devices.listNow(), app.backups.scan()]);
  await Promise.race([looking, delay(LONGEST_LOOK_MS)]).catch(() => undefined);
  looking.catch(() => undefined);
  const ready = app.devices.entries().filter(({ state }) => state.condition === 'ready');
  return [
    ...ready.map(({ state }): Offer => {
      const wish: TaskWish = { action: 'backup', device: state.udid, full: false, requireEncryption: false };
      return [l10n.t('Back up {name}', { name: withoutMarkup(deviceLabel(state)) }), wish];
    }),
    ...app.backups.backups().map(({ path }): Offer => {
      const wish: TaskWish = { action: 'verify', backup: path, level: 'quick', requireEncryption: false };
      return [l10n.t('Verify the backup of {name}', { name: withoutMarkup(app.backups.nameOf(path)) }), wish];
    }),
    [l10n.t('Run a simulated device'), { action: 'simulate' }],
  ];
}

/** `definition` is the object that VS Code asked about: it knows the task by it. */
function taskOf(app: App, name: string, wish: TaskWish, definition: TaskDefinition = definitionOf(wish)): Task {
  // What a task does is loaded when one is run.
  const execution = new CustomExecution(async () => new (await import('./task-terminal.ts')).TaskTerminal(app, wish));
  const task = new Task(definition, TaskScope.Workspace, name, l10n.t('iOS Backup'), execution, [PROBLEM_MATCHER]);
  // It goes on until somebody ends it.
  task.isBackground = wish.action === 'simulate';
  return task;
}

/** Only what has to be written into tasks.json. */
function definitionOf(wish: TaskWish): TaskDefinition {
  const needed = Object.entries(wish).filter(([key, value]) => value !== false && !(key === 'level' && value === 'quick'));
  return { type: TASK_TYPE, ...Object.fromEntries(needed) };
}
