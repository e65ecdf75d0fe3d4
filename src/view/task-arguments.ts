/** What a task of type `iosBackup` asks for, as the arguments of the command line. */

/** The definition of a task, as a person writes it into tasks.json. */
export type TaskWish =
  | {
      readonly type: string;
      readonly action: 'backup';
      /** UDID. */
      readonly device: string;
      /** The folder for backups. */
      readonly folder: string;
      readonly full?: boolean;
    }
  | { readonly type: string; readonly action: 'verify'; readonly backup: string; readonly full?: boolean };

/** False for what makes no sense: VS Code then says that the task cannot be run. */
export function isTaskWish(definition: object): definition is TaskWish {
  const { action, device, folder, backup } = definition as Record<string, unknown>;
  if (action === 'backup') return isText(device) && isText(folder);
  return action === 'verify' && isText(backup);
}

/** Names are values, never options, whatever they begin with. */
export function taskArguments(wish: TaskWish): string[] {
  const full = wish.full === true ? ['--full'] : [];
  return wish.action === 'backup' ? ['backup', ...full, '--', wish.device, wish.folder] : ['verify', ...full, '--', wish.backup];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
