/** Patterns of a contract: an accented letter is one letter, whether the app has written its file name composed or decomposed. */
import { compileGlob } from '../read/glob.ts';

const BEYOND_ASCII = /[^\0-\x7f]/;

/** For paths that are `composed`, which is done once for all globs. */
export function compileContractGlob(glob: string): (path: string) => boolean {
  return compileGlob(composed(glob));
}

export function composed(text: string): string {
  return BEYOND_ASCII.test(text) ? text.normalize('NFC') : text;
}
