/** What a task of type `iosBackup` asks for: the definition in tasks.json, checked and never believed in shape. */

/** A checked definition. */
export type TaskWish =
  | {
      readonly action: 'backup';
      /** UDID. */
      readonly device: string;
      /** The folder for backups; that of the settings unless given. */
      readonly folder?: string;
      readonly full: boolean;
      /** How to judge the result; as the settings say unless given. */
      readonly level?: 'off' | 'quick' | 'full';
      readonly requireEncryption: boolean;
    }
  | {
      readonly action: 'verify';
      readonly backup: string;
      readonly level: 'quick' | 'full';
      readonly requireEncryption: boolean;
    }
  | {
      readonly action: 'simulate';
      /** A preset. */
      readonly device?: string;
    };

/** Undefined for what makes no sense: VS Code then says that the task cannot be run. */
export function taskWish(definition: object): TaskWish | undefined {
  const { action, device, folder, backup, full, level, requireEncryption } = definition as Record<string, unknown>;
  const [mustBeEncrypted, isFull] = [requireEncryption === true, full === true];
  if (![undefined, 'off', 'quick', 'full'].includes(level as string | undefined)) return undefined;
  const judged = level as 'off' | 'quick' | 'full' | undefined;
  switch (action) {
    case 'backup':
      if (!isText(device) || !(folder === undefined || isText(folder))) return undefined;
      return {
        ...{ action, device, full: isFull, requireEncryption: mustBeEncrypted },
        ...(folder === undefined ? {} : { folder }),
        ...(judged === undefined ? {} : { level: judged }),
      };
    case 'verify':
      if (!isText(backup) || judged === 'off') return undefined;
      return { action, backup, level: judged ?? (isFull ? 'full' : 'quick'), requireEncryption: mustBeEncrypted };
    case 'simulate':
      if (!(device === undefined || isText(device))) return undefined;
      return { action, ...(device === undefined ? {} : { device }) };
    default:
      return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
