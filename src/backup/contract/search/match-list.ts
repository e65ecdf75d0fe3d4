/** Collects what a search finds: some matches of every file, and how many files have one. */
import type { ContentMatch, MatchPlace, SearchResult, UnsearchedFile, UnsearchedReason } from './content-match.ts';

const MOST_LISTED = 1000;
/** Of one pattern in one file. */
const MOST_IN_FILE = 20;
const MOST_UNSEARCHED = 1000;
const SHOWN_CHARACTERS = 4;

export interface FoundText {
  readonly place: MatchPlace;
  readonly inside?: readonly string[];
  readonly text: string;
}

export class MatchList {
  readonly #matches: ContentMatch[] = [];
  readonly #unsearched: UnsearchedFile[] = [];
  readonly #filesWithMatch: number[];
  #isCut = false;

  constructor(patterns: number) {
    this.#filesWithMatch = Array.from({ length: patterns }, () => 0);
  }

  inFile(pattern: number, { domain, relativePath }: { readonly domain: string; readonly relativePath: string }): FoundMatches {
    const report = (found: FoundText, count: number) => {
      if (count === 1) this.#filesWithMatch[pattern] = (this.#filesWithMatch[pattern] ?? 0) + 1;
      if (count > MOST_IN_FILE || this.#matches.length >= MOST_LISTED) {
        this.#isCut = true;
        return;
      }
      const { place, inside, text } = found;
      const characters = Array.from(text);
      const start = characters.slice(0, Math.min(SHOWN_CHARACTERS, Math.floor(characters.length / 2))).join('');
      this.#matches.push({ pattern, domain, relativePath, place, ...(inside && { inside }), start, length: characters.length });
    };
    return new FileMatches(report);
  }

  unsearched({ domain, relativePath }: { readonly domain: string; readonly relativePath: string }, reason: UnsearchedReason): void {
    if (this.#unsearched.length < MOST_UNSEARCHED) this.#unsearched.push({ domain, relativePath, reason });
    else this.#isCut = true;
  }

  result(): Pick<SearchResult, 'matches' | 'filesWithMatch' | 'isCut' | 'unsearched'> {
    return { matches: this.#matches, filesWithMatch: this.#filesWithMatch, isCut: this.#isCut, unsearched: this.#unsearched };
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
