/** What the API does, for all who reach it: other extensions, JSON commands and language models. Asks nobody anything. Knows no VS Code. */
import { BackupError } from '../../backup/index.ts';
import type { OnProgress } from '../../base/index.ts';
import type { BackupState } from '../../view/index.ts';
import type { App } from '../app.ts';
import { checkBackup } from '../backups/check-backup.ts';
import { ApiInput, ApiInputError } from './api-input.ts';
import type { ApiVerification } from './extension-api.ts';
import { plainVerification } from './plain-data.ts';

/** A backup of the list. Only those can be named: a path is looked up, and never opened as it is. Throws `not-a-backup`. */
export async function listedBackup(app: App, path: string): Promise<BackupState> {
  const known = app.backups.find(path);
  if (known !== undefined) return known;
  await app.backups.scan();
  const found = app.backups.find(path);
  if (found === undefined) throw new BackupError('not-a-backup', 'no listed folder has such a backup', { data: { path } });
  return found;
}

interface VerifyWish {
  readonly level?: 'quick' | 'full' | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Judges a listed backup with the keys that this window has, and keeps the verdict as every check does. */
export async function verifyListed(app: App, path: string, { level = 'quick', signal, onProgress }: VerifyWish): Promise<ApiVerification> {
  const backup = await listedBackup(app, path);
  return plainVerification(await checkBackup(app, backup.path, { level, signal, onProgress }), app.reporter.locale.translate);
}

/** Options of a call by another extension, which may be plain JavaScript. */
export function checkedOptions(options: unknown, known: readonly string[]): ApiInput {
  const input = new ApiInput(options, [...known, 'signal', 'onProgress']);
  const { signal, onProgress } = (options ?? {}) as { signal?: unknown; onProgress?: unknown };
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new ApiInputError('signal', 'an AbortSignal');
  if (onProgress !== undefined && typeof onProgress !== 'function') throw new ApiInputError('onProgress', 'a function');
  return input;
}
