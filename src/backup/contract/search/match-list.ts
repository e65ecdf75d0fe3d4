/** Collects what a search finds: all is counted for each pattern, so that none hides another, and some is listed. */
import type { ContentMatch, MatchPlace, PatternCount, SearchResult, UnsearchedFile } from './content-match.ts';

/** Of one pattern. */
const MOST_LISTED = 200;
/** Of one pattern in one file. */
const MOST_IN_FILE = 20;
/** Of one pattern; a file is listed as long as one of its patterns has room. */
const MOST_UNSEARCHED = 200;
const SHOWN_CHARACTERS = 4;

export interface FoundText {
  readonly place: MatchPlace;
  readonly inside?: readonly string[];
  readonly text: string;
}

export class MatchList {
  readonly #matches: ContentMatch[] = [];
  readonly #unsearched: UnsearchedFile[] = [];
  readonly #counts: readonly PatternCount[];

  constructor(patterns: number) {
    this.#counts = Array.from({ length: patterns }, () => ({ files: 0, matches: 0, unsearched: 0 }));
  }

  inFile(pattern: number, { domain, relativePath }: { readonly domain: string; readonly relativePath: string }): FoundMatches {
    const report = (found: FoundText, count: number) => {
      const counts = this.#counts[pattern];
      if (counts === undefined) return;
      if (count === 1) counts.files++;
      counts.matches++;
      if (count > MOST_IN_FILE || counts.matches > MOST_LISTED) return;
      const { place, inside, text } = found;
      const characters = Array.from(text);
      const start = characters.slice(0, Math.min(SHOWN_CHARACTERS, Math.floor(characters.length / 2))).join('');
      this.#matches.push({ pattern, domain, relativePath, place, ...(inside && { inside }), start, length: characters.length });
    };
    return new FileMatches(report);
  }

  unsearched(file: UnsearchedFile): void {
    const counts = file.patterns.flatMap((pattern) => this.#counts[pattern] ?? []);
    if (counts.some(({ unsearched }) => unsearched < MOST_UNSEARCHED)) this.#unsearched.push(file);
    for (const each of counts) each.unsearched++;
  }

  result(): Pick<SearchResult, 'matches' | 'counts' | 'unsearched'> {
    return { matches: this.#matches, counts: this.#counts, unsearched: this.#unsearched };
  }
}

/** Takes the matches of one pattern in one file. */
export interface FoundMatches {
  /** False when no more are wanted. */
  add(found: FoundText): boolean;
  /** The same text was found before in this file. */
  has(text: string): boolean;
}

class FileMatches implements FoundMatches {
  readonly #report: (found: FoundText, count: number) => void;
  readonly #texts = new Set<string>();
  #count = 0;

  constructor(report: (found: FoundText, count: number) => void) {
    this.#report = report;
  }

  add(found: FoundText): boolean {
    this.#count++;
    this.#texts.add(found.text);
    this.#report(found, this.#count);
    return this.#count <= MOST_IN_FILE;
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }
}
