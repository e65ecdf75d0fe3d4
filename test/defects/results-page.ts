/** RESULTS.md: one row for each defect, in the order of the lists; rows that a run has not touched stay. */

import type { Defect } from './defect.ts';

export interface Result {
  readonly defect: Defect;
  /** `before`: another checkout. */
  readonly column: 'before' | 'after';
  readonly isCaught: boolean;
  /** The first test that failed. */
  readonly by: string;
  readonly seconds: number;
}

const HEAD = `# Planted defects

Written by \`npm run test:defects\`. "Before" is the checkout that was given with \`--root\`, "after" this one; seconds are those of the run with
the defect, its build included.

| defect | room | what is wrong | caught by | first test that fails | before | after |
|---|---|---|---|---|---|---|
`;

export function mergedPage(page: string, defects: readonly Defect[], { defect, column, isCaught, by, seconds }: Result): string {
  const known = new Map(page.split('\n').flatMap((line) => (line.startsWith('| `') ? [[idOf(line), cellsOf(line)] as const] : [])));
  const cells = known.get(defect.id) ?? [];
  const result = isCaught ? `caught, ${seconds.toFixed(1)} s` : 'missed';
  const [test = '', before = '', after = ''] = cells.slice(4);
  const columns = column === 'before' ? [test === '' ? by : test, result, after] : [by, before, result];
  const files = defect.files?.map((file) => file.replace(/^test\//, '')).join(', ') ?? `${defect.suite}: ${defect.grep ?? ''}`;
  known.set(defect.id, [`\`${defect.id}\``, defect.room, defect.what, files, ...columns.map((cell) => cell.replaceAll('|', '/'))]);
  const rows = defects.map(({ id }) => known.get(id)).filter((row) => row !== undefined);
  return HEAD + rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function cellsOf(line: string): string[] {
  return line.slice(2, -2).split(' | ');
}

function idOf(line: string): string {
  return cellsOf(line)[0]?.replaceAll('`', '') ?? '';
}
