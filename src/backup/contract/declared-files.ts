/** What a contract declares about the files of the app on a simulated phone: which are excluded from backups, and how each is protected. */
import { isAbsolute, resolve } from 'node:path';
import type { PROTECTION_NAMES, BackupContract } from './contract.ts';
import { fileName, pathTest } from './evaluate/path-test.ts';
import { scopeOf } from './scope.ts';

/** Folders and rules for an app on a simulated phone, in the form in which a simulated phone takes them. */
export interface DeclaredApp {
  readonly id: string;
  /** Absolute, as those of the groups. */
  readonly folder: string;
  readonly groups: readonly { readonly id: string; readonly folder: string }[];
  isExcluded(domain: string, relativePath: string): boolean;
  /** 1 complete to 4 none; the last glob that fits counts, 3 (untilFirstUnlock) if none does. */
  protectionOf(domain: string, relativePath: string): 1 | 2 | 3 | 4;
}

const USUAL = 3;
const NUMBERS = { complete: 1, completeUnlessOpen: 2, untilFirstUnlock: 3, none: 4 } as const satisfies Record<
  (typeof PROTECTION_NAMES)[number],
  number
>;

/** Undefined if the contract has no `appFiles`. Folders are relative to `folder`, that of the contract. */
export function declaredApp({ target, appFiles }: BackupContract, folder: string): DeclaredApp | undefined {
  if (appFiles === undefined || target.kind !== 'app') return undefined;
  const scope = scopeOf(target);
  const excluded = appFiles.excluded.map((glob) => pathTest(glob, scope));
  const protection = appFiles.protection.map(({ glob, protection: name }) => ({ test: pathTest(glob, scope), number: NUMBERS[name] }));
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(folder, path));
  return {
    id: target.id,
    folder: absolute(appFiles.folder),
    groups: appFiles.groups.map((group) => ({ id: group.id, folder: absolute(group.folder) })),
    isExcluded: (domain, path) => excluded.some((test) => test.fits(fileName(domain, path))),
    protectionOf: (domain, path) => protection.findLast(({ test }) => test.fits(fileName(domain, path)))?.number ?? USUAL,
  };
}
