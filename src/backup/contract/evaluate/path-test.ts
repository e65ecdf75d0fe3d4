/** Whether a file fits a glob of a contract: most globs name one domain, and then only the path has to be looked at. */
import { compileContractGlob, composed } from '../contract-glob.ts';
import { scopedGlob, type ContractScope } from '../scope.ts';

/** What a file is called, for all globs that are tried. */
interface FileName {
  readonly domain: string;
  /** Composed, as the next one. */
  readonly path: string;
  readonly whole: string;
}

export interface PathTest {
  /** The one domain that can fit; undefined if the glob leaves that open. */
  readonly domain: string | undefined;
  fits(name: FileName): boolean;
}

export function fileName(domain: string, relativePath: string): FileName {
  const path = composed(relativePath);
  return { domain, path, whole: `${composed(domain)}/${path}` };
}

export function pathTest(glob: string, scope: ContractScope): PathTest {
  const whole = scopedGlob(glob, scope);
  const slash = whole.indexOf('/');
  const first = whole.slice(0, slash);
  if (slash === -1 || /[*?[\]{}\\]/.test(first)) {
    const fits = compileContractGlob(whole);
    return { domain: undefined, fits: (name) => fits(name.whole) };
  }
  const fits = compileContractGlob(whole.slice(slash + 1));
  return { domain: first, fits: ({ domain, path }) => domain === first && fits(path) };
}

export function isLiteralGlob(glob: string): boolean {
  return !/[*?[\]{}\\]/.test(glob);
}
