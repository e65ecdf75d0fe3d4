/** The keychain of one backup, behind its page. Never has a secret. Knows no VS Code. */
import { BackupError, surveySurvival, type Backup, type BackupErrorCode, type KeychainSurvival } from '../../backup/index.ts';
import { chosenItems, keychainDetail, keychainPage, keychainReportRow, type KeychainFound } from '../../view/index.ts';
import { RunSource, type RunSourceOptions } from './run-source.ts';

interface KeychainSourceOptions extends RunSourceOptions {
  readonly path: string;
  readonly deeds: {
    unlock(path: string): Promise<void>;
    showSurvival(path: string): Promise<void>;
    /** Asks before it shows the secret of the item in this place. */
    reveal(path: string, place: number, item: KeychainSurvival): Promise<void>;
  };
}

/** The file of the keychain: nothing is asked about any other. */
const KEYCHAIN_FILE = 'KeychainDomain/keychain-backup.plist';

export function keychainSource(options: KeychainSourceOptions): RunSource<KeychainFound, KeychainSurvival> {
  const { path, locale, nameOf, use, deeds } = options;
  return new RunSource([path], options, {
    make: (_, signal) => use(path, (backup) => read(backup, { ...options, signal })),
    headOf: (standing) => keychainPage(standing, nameOf(path), locale),
    itemsOf: ({ items }) => items,
    choose: chosenItems,
    wordsOf: (numbers) => locale.translate('{count} of {all} items', numbers),
    rowOf: (item, place) => keychainReportRow(item, place, locale),
    detailOf: (item) => keychainDetail(item, locale),
    deeds: { unlock: () => deeds.unlock(path), survive: () => deeds.showSurvival(path) },
    rowDeeds: {
      reveal: async ({ item, place }) => {
        if (item.readable) await deeds.reveal(path, place, item);
      },
    },
  });
}

/** @throws BackupError with what keeps the keychain from being read, and as `surveySurvival` */
async function read(
  backup: Backup,
  { path, signal, keysOf }: Pick<KeychainSourceOptions, 'path' | 'keysOf'> & { readonly signal: AbortSignal },
): Promise<KeychainFound> {
  const survey = await surveySurvival(backup, { glob: KEYCHAIN_FILE, keys: keysOf(path), signal });
  const { keychain, keychainProblem, encrypted } = survey;
  if (keychainProblem !== undefined && keychainProblem !== 'no-such-file') {
    throw new BackupError(keychainProblem as BackupErrorCode, 'the keychain cannot be read', { data: { path } });
  }
  return { items: keychain, encrypted };
}
