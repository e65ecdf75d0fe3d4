/** Which domains of a backup a contract is about. */
import { BackupError } from '../../errors.ts';
import { UNUSABLE_ROWS } from '../../edit/changed-copy.ts';
import { leftOutIn } from '../../edit/left-out-record.ts';
import { domainsByApp } from '../../read/app-sizes.ts';
import type { AppDomains } from '../../read/sizes.ts';
import type { StoredBackup } from '../../read/stored-backup.ts';
import { nearestWord } from '../parse/nearest-word.ts';
import type { BackupContract } from '../contract.ts';
import { compileContractGlob, composed } from '../contract-glob.ts';
import { domainOfGlob, scopeOf } from '../scope.ts';

/** Undefined for all. @throws BackupError 'app-missing' */
export function domainsOf(backup: StoredBackup, contract: BackupContract): readonly string[] | undefined {
  const { appId } = scopeOf(contract.target);
  if (appId === undefined) return undefined;
  const apps = domainsByApp(backup.rows.domains(), backup.appNames());
  const app = apps.find(({ kind, id }) => kind === 'app' && id === appId);
  if (app === undefined) {
    const known = apps.filter(({ kind }) => kind === 'app').map(({ id }) => id);
    const suggestion = nearestWord(appId, known);
    throw new BackupError('app-missing', `nothing of ${appId}`, {
      data: { app: appId, path: backup.summary.path, ...(suggestion === undefined ? {} : { suggestion }) },
    });
  }
  return meantBy(contract, apps, app.domains);
}

/**
 * How many files of what the contract is about a copy lacks that was made smaller on purpose: nobody can tell of them that they are not what a rule
 * forbids. Undefined for a backup that lacks nothing, 0 if the record of it cannot be read.
 */
export function filesLeftOut(backup: StoredBackup, contract: BackupContract): number | undefined {
  const leftOut = leftOutIn(backup.folder);
  if (leftOut === undefined) return undefined;
  const { appId } = scopeOf(contract.target);
  const apps = domainsByApp(
    leftOut.map(({ domain }) => ({ domain, files: 0, directories: 0, symlinks: 0 })),
    new Map([...backup.appNames(), ...(appId === undefined ? [] : [[appId, ''] as const])]),
  );
  const own = apps.filter(({ kind, id }) => appId === undefined || (kind === 'app' && id === appId)).flatMap(({ domains }) => domains);
  const meant = new Set(meantBy(contract, apps, own));
  const lacked = leftOut.filter(({ domain }) => meant.has(domain) || domain === UNUSABLE_ROWS);
  return leftOut.length > 0 && lacked.length === 0 ? undefined : lacked.reduce((sum, { files }) => sum + files, 0);
}

/** Those of the app, and those that globs and files of groups name. */
function meantBy({ rules, appFiles }: BackupContract, apps: readonly AppDomains[], own: readonly string[]): readonly string[] {
  const globs = rules.flatMap((rule) => ('glob' in rule ? [rule.glob] : rule.kind === 'mustNotContain' ? rule.globs : []));
  const named = globs.flatMap((glob) => domainOfGlob(glob) ?? []);
  const groups = appFiles?.groups.map(({ id }) => `AppDomainGroup-${id}`) ?? [];
  const known = apps.flatMap((each) => each.domains);
  // A glob can leave open which of several domains it means.
  const tests = named.map((domain) => compileContractGlob(domain));
  const meant = known.filter((domain) => groups.includes(domain) || tests.some((fits) => fits(composed(domain))));
  return [...new Set([...own, ...meant])];
}
