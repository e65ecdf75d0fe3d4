/** Patterns of a contract: an accented letter is one letter, whether the app has written its file name composed or decomposed. */
import { compileGlob } from '../read/glob.ts';

const BEYOND_ASCII = /[^\0-\x7f]/;

export function compileContractGlob(glob: string): (path: string) => boolean {
  const fits = compileGlob(composed(glob));
  return (path) => fits(composed(path));
}

function composed(text: string): string {
  return BEYOND_ASCII.test(text) ? text.normalize('NFC') : text;
}
