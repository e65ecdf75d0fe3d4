/** Chooses the files whose content is read. */
import type { VerifyLevel } from './report.ts';

/** Asked once for each file, in order. A sample is spread evenly, so that two runs over the same backup look at the same files. */
export function contentChooser(level: VerifyLevel, files: number): () => boolean {
  if (typeof level === 'string') return () => level === 'full';
  const wanted = Math.min(level.sample, files);
  let asked = 0;
  return () => {
    const before = Math.floor((asked * wanted) / files);
    asked++;
    return Math.floor((asked * wanted) / files) > before;
  };
}
