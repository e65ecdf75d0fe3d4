/** Decides which rows of a backup a smaller copy keeps. */
import type { RankedRows } from '../read/catalogue/ranked-rows.ts';
import { compileGlob } from '../read/glob.ts';
import type { ThinChoice } from './changed-copy.ts';

interface Names {
  readonly domain: string;
  readonly relativePath: string;
}

const SLICE_ROWS = 20_000;

export class KeptRows {
  readonly #fits: (names: Names) => boolean;
  readonly #parents = new Set<string>();
  #any = false;

  constructor({ apps = [], domains = [], globs = [] }: ThinChoice) {
    const wholeDomains = new Set([...domains, ...apps.map((app) => `AppDomain-${app}`)]);
    const extensions = apps.map((app) => `AppDomainPlugin-${app}.`);
    const tests = globs.map((glob) => compileGlob(glob));
    this.#fits = ({ domain, relativePath }) =>
      wholeDomains.has(domain) ||
      extensions.some((start) => domain.startsWith(start)) ||
      tests.some((test) => test(`${domain}/${relativePath}`));
  }

  /** Something fits; known after `findParents`. */
  get any(): boolean {
    return this.#any;
  }

  /** The folders above what fits are kept, so that it can be restored. */
  findParents(rows: RankedRows): void {
    for (const names of rows.names({}, SLICE_ROWS)) {
      for (const each of names) {
        if (!this.#fits(each)) continue;
        this.#any = true;
        this.#addParents(each);
      }
    }
  }

  has(names: Names): boolean {
    return this.#fits(names) || this.#parents.has(keyOf(names));
  }

  #addParents({ domain, relativePath }: Names): void {
    for (let path = relativePath; path !== '';) {
      path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      const key = keyOf({ domain, relativePath: path });
      if (this.#parents.has(key)) return;
      this.#parents.add(key);
    }
  }
}

function keyOf({ domain, relativePath }: Names): string {
  return `${domain}\0${relativePath}`;
}
