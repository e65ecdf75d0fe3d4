/** Which domains of a backup a contract is about. */
import { BackupError } from '../../errors.ts';
import { domainsByApp } from '../../read/app-sizes.ts';
import type { StoredBackup } from '../../read/stored-backup.ts';
import { nearestWord } from '../parse/nearest-word.ts';
import type { BackupContract } from '../contract.ts';
import { compileContractGlob, composed } from '../contract-glob.ts';
import { domainOfGlob, scopeOf } from '../scope.ts';

/** Undefined for all. @throws BackupError 'app-missing' */
export function domainsOf(backup: StoredBackup, { rules, appFiles, target }: BackupContract): readonly string[] | undefined {
  const { appId } = scopeOf(target);
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
  const globs = rules.flatMap((rule) => ('glob' in rule ? [rule.glob] : rule.kind === 'mustNotContain' ? rule.globs : []));
  const named = globs.flatMap((glob) => domainOfGlob(glob) ?? []);
  const groups = appFiles?.groups.map(({ id }) => `AppDomainGroup-${id}`) ?? [];
  const known = apps.flatMap((each) => each.domains);
  // A glob can leave open which of several domains it means.
  const tests = named.map((domain) => compileContractGlob(domain));
  const meant = known.filter((domain) => groups.includes(domain) || tests.some((fits) => fits(composed(domain))));
  return [...new Set([...app.domains, ...meant])];
}
