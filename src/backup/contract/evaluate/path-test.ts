/** Whether a file fits a glob of a contract: most globs name one domain, and then only the path has to be looked at. */
import { compileContractGlob } from '../contract-glob.ts';
import { scopedGlob, type ContractScope } from '../scope.ts';

export interface PathTest {
  /** The one domain that can fit; undefined if the glob leaves that open. */
  readonly domain: string | undefined;
  fits(domain: string, relativePath: string): boolean;
}

export function pathTest(glob: string, scope: ContractScope): PathTest {
  const whole = scopedGlob(glob, scope);
  const slash = whole.indexOf('/');
  const first = whole.slice(0, slash);
  if (slash === -1 || /[*?[\]{}\\]/.test(first)) {
    const fits = compileContractGlob(whole);
    return { domain: undefined, fits: (domain, relativePath) => fits(`${domain}/${relativePath}`) };
  }
  const fits = compileContractGlob(whole.slice(slash + 1));
  return { domain: first, fits: (domain, relativePath) => domain === first && fits(relativePath) };
}

export function isLiteralGlob(glob: string): boolean {
  return !/[*?[\]{}\\]/.test(glob);
}
