/** The 26 clauses of Apple's guide: each has a test that runs and a picture that a test takes. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../.config/bundles.ts';

const PAGE = 'test/vscode/CLAUSES.md';
const CLAUSES = 26;

interface Row {
  readonly clause: number;
  readonly file: string;
  readonly title: string;
  readonly picture: string;
}

/** `| 1 | the clause | file › title | picture |` */
function rowsOf(page: string): Row[] {
  return [...page.matchAll(/^\| (\d+) \| [^|]+ \| `([^`]+)` › ([^|]+) \| `([^`]+)` \|$/gm)].map(
    ([, clause, file = '', title = '', picture = '']) => ({
      clause: Number(clause),
      file,
      title: title.trim(),
      picture,
    }),
  );
}

/** What is wrong with the table; `read` gives the text of a test file, or undefined. */
function problemsOf(rows: readonly Row[], read: (file: string) => string | undefined): string[] {
  const missing = Array.from({ length: CLAUSES }, (_, index) => index + 1).filter(
    (clause) => rows.filter((row) => row.clause === clause).length !== 1,
  );
  return [
    ...missing.map((clause) => `clause ${clause.toString()} has not exactly one row`),
    ...rows.flatMap(({ clause, file, title, picture }) => {
      const source = read(file);
      const name = clause.toString();
      if (source === undefined) return [`clause ${name}: there is no ${file}`];
      return [
        ...(source.includes(`  it('${title}'`) ? [] : [`clause ${name}: no test of ${file} runs as '${title}'`]),
        ...(/\b(describe|it|context)\.(skip|only)\b/.test(source) ? [`clause ${name}: ${file} leaves tests out`] : []),
        ...(source.includes(`screenshot('${picture}')`) ? [] : [`clause ${name}: ${file} takes no picture ${picture}`]),
      ];
    }),
  ];
}

function readTest(file: string): string | undefined {
  const path = join(ROOT, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

describe('the clauses of the guide', () => {
  const rows = rowsOf(readFileSync(join(ROOT, PAGE), 'utf8'));

  it('have a test and a picture each', () => {
    assert.deepEqual(problemsOf(rows, readTest), []);
  });

  it('are missed when a row, its test or its picture goes', () => {
    const [first, ...others] = rows as [Row, ...Row[]];
    const lastOf = (changed: readonly Row[]) => problemsOf(changed, readTest);
    assert.deepEqual(lastOf(others), ['clause 1 has not exactly one row']);
    assert.equal(lastOf([{ ...first, title: 'no such test' }, ...others]).length, 1);
    assert.equal(lastOf([{ ...first, picture: 'no-such-picture' }, ...others]).length, 1);
    assert.equal(lastOf([{ ...first, file: 'test/none.test.ts' }, ...others]).length, 1);
    const skipping = (file: string) => readTest(file)?.replace('  it(', '  it.skip(');
    assert.ok(problemsOf(rows, skipping).length >= CLAUSES);
  });
});
