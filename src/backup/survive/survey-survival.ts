/** Goes through a backup and answers for each file and each item of the keychain what survives. */
import { isCodedError } from '../../base/index.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import type { Backup } from '../read/backup.ts';
import { listKeychain } from '../read/keychain.ts';
import { survivalOfFile, survivalOfItem, type SurvivalContext } from './survival-rules.ts';
import type { DomainSurvival, FileSurvival, KeychainSurvival, SurvivalCounts, SurvivalQuestion } from './survival.ts';

/** What to answer for. */
export interface SurvivalOptions {
  /** Only files whose `domain/relativePath` fits; the keychain as a whole in any case. */
  readonly glob?: string | undefined;
  /** The keys that the backup was opened with. Without them the keychain of an encrypted backup is not read. */
  readonly keys?: BackupKeys | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Gets the files page by page, as they come. */
  readonly onFiles?: ((files: readonly FileSurvival[]) => void | Promise<void>) | undefined;
}

/** Numbers by domain and for all, and the keychain. */
export interface SurvivalSurvey {
  readonly encrypted: boolean | null;
  readonly domains: readonly DomainSurvival[];
  readonly total: Omit<DomainSurvival, 'domain'>;
  readonly keychain: readonly KeychainSurvival[];
  /** Why the keychain could not be read: the code of an error. */
  readonly keychainProblem?: string;
  /** Rows of the list of files that stand for no file: nothing is said about them. */
  readonly unusableRows: number;
}

const PAGE_ROWS = 1000;
const QUESTIONS: readonly SurvivalQuestion[] = ['unencrypted', 'encrypted', 'samePhone', 'otherPhone'];

/**
 * Answers four questions for each file and each item of the keychain: would an unencrypted backup contain it, would an encrypted one, and does a restore of
 * this backup bring it to the same phone, and to another? Each answer says what it rests on, or that it is assumed.
 * @throws as `Backup.list` and `listKeychain`; what makes only the keychain unreadable is `keychainProblem`
 *
 * @example
 * ```ts
 * await using backup = await openBackup('backups/UDID');
 * const { total, keychain } = await surveySurvival(backup, { glob: 'AppDomain-com.example.app/**' });
 * console.log(total.counts.otherPhone.yes, keychain.filter(({ survival }) => survival.otherPhone.survives === false).length);
 * ```
 */
export async function surveySurvival(backup: Backup, { glob, keys, signal, onFiles }: SurvivalOptions = {}): Promise<SurvivalSurvey> {
  const { encrypted, productVersion } = backup.summary;
  const major = Number.parseInt(productVersion ?? '', 10);
  const context: SurvivalContext = { encrypted, iosMajor: Number.isNaN(major) ? undefined : major };
  const domains = new Map<string, Tally>();
  const total = new Tally();
  const request = { limit: PAGE_ROWS, ...(signal === undefined ? {} : { signal }), ...(glob === undefined ? {} : { glob }) };
  for (let page = await backup.list(request); ; page = await backup.list({ ...request, after: page.next })) {
    const files = page.rows.map((file): FileSurvival => {
      const { domain, relativePath, kind, size, protectionClass } = file;
      return { domain, relativePath, kind, size, protectionClass, survival: survivalOfFile(file, context) };
    });
    for (const file of files) {
      const tally = domains.get(file.domain) ?? new Tally();
      domains.set(file.domain, tally);
      for (const each of [tally, total]) each.add(file);
    }
    await onFiles?.(files);
    if (page.next === undefined) break;
  }
  return {
    encrypted: encrypted ?? null,
    domains: [...domains].map(([domain, tally]) => ({ domain, ...tally.result() })),
    total: total.result(),
    ...(await keychainOf(backup, keys, signal, context)),
    unusableRows: await backup.unusableRows(signal),
  };
}

async function keychainOf(
  backup: Backup,
  keys: BackupKeys | undefined,
  signal: AbortSignal | undefined,
  context: SurvivalContext,
): Promise<Pick<SurvivalSurvey, 'keychain' | 'keychainProblem'>> {
  try {
    const { items } = await listKeychain(backup, { keys, signal });
    return { keychain: items.map((item) => ({ ...item, survival: survivalOfItem(item, context) })) };
  } catch (error) {
    if (!isCodedError(error) || isCodedError(error, 'cancelled')) throw error;
    return { keychain: [], keychainProblem: error.code };
  }
}

type Counts = { -readonly [Key in keyof SurvivalCounts]: SurvivalCounts[Key] };

class Tally {
  #files = 0;
  #bytes = 0;
  readonly #counts: Readonly<Record<SurvivalQuestion, Counts>> = {
    unencrypted: noCounts(),
    encrypted: noCounts(),
    samePhone: noCounts(),
    otherPhone: noCounts(),
  };

  /** Directories and links come with the files. */
  add({ kind, size, survival }: FileSurvival): void {
    if (kind !== 'file') return;
    this.#files++;
    this.#bytes += size;
    for (const question of QUESTIONS) {
      const { survives, evidence } = survival[question];
      const counts = this.#counts[question];
      counts[survives === null ? 'unknown' : survives ? 'yes' : 'no']++;
      if (evidence === 'assumed') counts.assumed++;
    }
  }

  result(): Omit<DomainSurvival, 'domain'> {
    return { files: this.#files, bytes: this.#bytes, counts: this.#counts };
  }
}

function noCounts(): Counts {
  return { yes: 0, no: 0, unknown: 0, assumed: 0 };
}
