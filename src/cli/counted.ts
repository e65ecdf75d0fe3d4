/** "1 file", "2,000 files": a number with its noun. */
import { englishLocale } from '../view/index.ts';

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${englishLocale.format.count(count)} ${count === 1 ? one : many}`;
}
