/** Writes a first contract from what a backup has of an app: everything that is there is allowed, and frozen. */
import { BackupError } from '../errors.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import type { Backup } from '../read/backup.ts';
import { listKeychain } from '../read/keychain.ts';
import { isCodedError } from '../../base/index.ts';
import { PROTECTION_NAMES, type ProtectionName } from './contract.ts';
import { accessibilityOf } from './evaluate/judge-keychain.ts';
import { nearestWord } from './parse/nearest-word.ts';
import { sizeText } from './parse/size-text.ts';
import { globOfPath, scopeOf, shownPath } from './scope.ts';
import { yamlText } from './yaml-text.ts';

interface InitOptions {
  readonly app: string;
  /** The keys that the backup was opened with: items of the keychain are listed only with them. */
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly protection: ProtectionName | undefined;
}

const PAGE_ROWS = 5000;
/** Folders with more files than this get a pattern in place of a list. */
const MOST_LISTED = 20;
/** Room to grow, so that the first day with the contract is not the first day that breaks it. */
const BUDGET_FACTOR = 2;

/**
 * The text of a contract that the backup keeps. It lists the files of each folder, or the folder where there are many, the weakest protection in it, a size
 * budget of twice what is there, and the items of the keychain whose access group belongs to the app.
 * @throws BackupError 'app-missing', and as `Backup.list`; CancelledError
 */
export async function initContract(backup: Backup, { app, keys, signal }: InitOptions): Promise<string> {
  const files = await filesOf(backup, app, signal);
  const folders = [...Map.groupBy(files, ({ path }) => folderOf(path))].sort(([one], [other]) => (one < other ? -1 : 1));
  const may = folders.flatMap(([folder, own]) => {
    return own.length > MOST_LISTED && folder !== '' ? [`${globOfPath(folder)}/*`] : own.map(({ path }) => globOfPath(path)).sort();
  });
  const protection = folders.flatMap(([folder, own]) => {
    const weakest = own.reduce(
      (least, each) => Math.max(least, each.protection === undefined ? -1 : PROTECTION_NAMES.indexOf(each.protection)),
      -1,
    );
    const name = PROTECTION_NAMES[weakest];
    return name === undefined ? [] : [[folder === '' ? '*' : `${globOfPath(folder)}/*`, name] as const];
  });
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const items = await itemsOf(backup, app, keys, signal);
  return [
    `# What of ${app} may be in a backup. Made from a backup; change it so that it says what you mean.`,
    `app: ${yamlText(app)}`,
    `encrypted: ${backup.summary.encrypted === true ? 'required' : 'any'}`,
    ...listLines('may', may),
    'frozen: true # a file that no rule names breaks the contract',
    ...mapLines('protection', protection),
    ...mapLines('budget', [['**', sizeText(Math.max(1000, total * BUDGET_FACTOR))]]),
    ...(items.length === 0 ? [] : ['keychain:', ...items.map((item) => `  - ${item}`)]),
    '# mustNotContain:',
    '#   - pattern: tok_live_[0-9]+',
    '',
  ].join('\n');
}

async function filesOf(backup: Backup, app: string, signal: AbortSignal | undefined): Promise<FoundFile[]> {
  const apps = await backup.apps(signal);
  const known = apps.find(({ kind, id }) => kind === 'app' && id === app);
  if (known === undefined) {
    const suggestion = nearestWord(
      app,
      apps.filter(({ kind }) => kind === 'app').map(({ id }) => id),
    );
    throw new BackupError('app-missing', `nothing of ${app}`, {
      data: { app, path: backup.summary.path, ...(suggestion === undefined ? {} : { suggestion }) },
    });
  }
  const scope = scopeOf({ kind: 'app', id: app });
  const request = { domains: known.domains, limit: PAGE_ROWS, ...(signal === undefined ? {} : { signal }) };
  const files: FoundFile[] = [];
  for (let page = await backup.list(request); ; page = await backup.list({ ...request, after: page.next })) {
    for (const { kind, domain, relativePath, size, protectionClass } of page.rows) {
      if (kind === 'directory') continue;
      files.push({ path: shownPath(domain, relativePath, scope), size, protection: PROTECTION_NAMES[protectionClass - 1] });
    }
    if (page.next === undefined) return files;
  }
}

/** Whose item it is tells the access group, which ends with the bundle id. */
async function itemsOf(backup: Backup, app: string, keys: BackupKeys | undefined, signal: AbortSignal | undefined): Promise<string[]> {
  if (backup.summary.encrypted !== true || keys === undefined) return [];
  try {
    const { items } = await listKeychain(backup, { keys, signal });
    const own = items.filter(
      ({ accessGroup, service }) => accessGroup?.endsWith(`.${app}`) === true || accessGroup === app || service === app,
    );
    return own.flatMap((item) => {
      const accessible = accessibilityOf(item);
      const names = (['service', 'account', 'accessGroup', 'server'] as const).flatMap((name) => {
        const value = item[name];
        return value === undefined || value === '' ? [] : [`${name}: ${yamlText(value)}`];
      });
      return accessible === undefined || names.length === 0 ? [] : [`{ ${[...names, `accessible: ${accessible}`].join(', ')} }`];
    });
  } catch (error) {
    if (!isCodedError(error) || isCodedError(error, 'cancelled')) throw error;
    return [];
  }
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

function listLines(key: string, items: readonly string[]): string[] {
  return items.length === 0 ? [`${key}: []`] : [`${key}:`, ...items.map((item) => `  - ${yamlText(item)}`)];
}

function mapLines(key: string, entries: readonly (readonly [string, string])[]): string[] {
  return entries.length === 0 ? [] : [`${key}:`, ...entries.map(([name, value]) => `  ${yamlText(name)}: ${value}`)];
}
