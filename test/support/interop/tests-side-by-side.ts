/**
 * `it` for tests that wait for programs of others, which sleep more than they work: while one is waited for, those after it are under way.
 * Each has a simulator and a folder of its own. Once in a `describe`, or once in a file for several of them.
 */
import { sideBySide } from '../side-by-side.ts';

/** More would have a busy machine work at so many at once that each takes long. */
const AT_ONCE = 4;

export type TestSideBySide = (title: string, work: () => Promise<void>) => void;

export function testsSideBySide(): TestSideBySide {
  const works: (() => Promise<void>)[] = [];
  const runs = sideBySide(works, AT_ONCE, (work) => work());
  after(() => runs.allEnded());
  return (title, work) => {
    works.push(work);
    it(title, () => runs.ended(work));
  };
}
