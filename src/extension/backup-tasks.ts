/** Tasks of type `iosBackup`: the command line in VS Code's own terminal, for the one command that a team wants to run every day. */
import { join } from 'node:path';
import { ProcessExecution, Task, TaskScope, l10n, type Disposable, type TaskDefinition, type TaskProvider, tasks } from 'vscode';
import { deviceLabel, isTaskWish, taskArguments, withoutMarkup, type TaskWish } from '../view/index.ts';
import type { App } from './app.ts';
import { folderOfNewBackups } from './backups/backup-folders.ts';
import { TASK_TYPE } from './ids.ts';

/** `extensionPath` is where dist/ is. Nothing is looked for until somebody opens the list of tasks. */
export function registerTasks(app: App, extensionPath: string): Disposable {
  const provider: TaskProvider = {
    provideTasks: async () => (await wishes(app)).map(([name, wish]) => taskOf(name, wish, extensionPath)),
    resolveTask: ({ definition, name }) => (isTaskWish(definition) ? taskOf(name, definition, extensionPath, definition) : undefined),
  };
  return tasks.registerTaskProvider(TASK_TYPE, provider);
}

/** A backup of each device that is ready, and a check of each backup that was found. */
async function wishes(app: App): Promise<(readonly [name: string, wish: TaskWish])[]> {
  await Promise.all([app.devices.listNow(), app.backups.scan()]);
  const folder = folderOfNewBackups();
  const ready = folder === undefined ? [] : app.devices.entries().filter(({ state }) => state.condition === 'ready');
  const backUps = ready.map(({ state }) => {
    const name = l10n.t('Back up {name}', { name: withoutMarkup(deviceLabel(state)) });
    return [name, { type: TASK_TYPE, action: 'backup', device: state.udid, folder: folder ?? '' }] as const;
  });
  const checks = app.backups.backups().map(({ path }) => {
    const name = l10n.t('Verify the backup of {name}', { name: withoutMarkup(app.backups.nameOf(path)) });
    return [name, { type: TASK_TYPE, action: 'verify', backup: path }] as const;
  });
  return [...backUps, ...checks];
}

/** `definition` is the object that VS Code asked about: it knows the task by it. */
function taskOf(name: string, wish: TaskWish, extensionPath: string, definition: TaskDefinition = { ...wish }): Task {
  // In a desktop VS Code the program of the extension host is Electron.
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  const execution = new ProcessExecution(process.execPath, [join(extensionPath, 'dist', 'cli.js'), ...taskArguments(wish)], { env });
  return new Task(definition, TaskScope.Workspace, name, l10n.t('iOS Backup'), execution);
}
