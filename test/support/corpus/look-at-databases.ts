/**
 * Looks at a database of a backup after each of many changes to its bytes, in a process with little memory. Arguments: the backup, the domain and path of the database,
 * its file, how many changes. Prints one JSON line: what ended with which code, what crashed, and the most memory that the process had.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { compareDatabases, openBackup, openDatabasePreview } from '../../../src/backup/index.ts';
import { isCodedError } from '../../../src/base/index.ts';
import { useBuiltWorkers } from '../built-workers.ts';

/** What the process prints. */
export interface LooksAtDatabases {
  readonly looks: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly crashes: readonly string[];
  readonly peakBytes: number;
}

const [path = '', domain = '', relativePath = '', payload = '', count = '0'] = process.argv.slice(2);
const KNOWN = new Set(['database-unreadable', 'preview-limit', 'no-such-table', 'query-invalid']);
const TIME = { timeLimit: 2000 };

const original = readFileSync(payload);
const codes: Record<string, number> = {};
const crashes: string[] = [];
let looks = 0;

function note(result: PromiseSettledResult<unknown>, what: string): void {
  looks++;
  const code = result.status === 'fulfilled' ? 'fine' : isCodedError(result.reason) ? result.reason.code : 'crash';
  codes[code] = (codes[code] ?? 0) + 1;
  if (result.status === 'rejected' && !KNOWN.has(code)) crashes.push(`${what}: ${String(result.reason)}`);
}

await useBuiltWorkers();
await using backup = await openBackup(path);
const file = await backup.get(domain, relativePath);
if (file === undefined) throw new Error('no database');
for (let change = 0; change < Number(count); change++) {
  writeFileSync(payload, changed(change));
  await using preview = await openDatabasePreview(backup, file);
  const overview = await preview.overview(TIME).then(
    (value) => ({ status: 'fulfilled', value }) as const,
    (reason: unknown) => ({ status: 'rejected', reason }) as const,
  );
  note(overview, `change ${change.toString()}, overview`);
  const tables = overview.status === 'fulfilled' ? overview.value.tables.slice(0, 4).map(({ name }) => name) : ['item'];
  for (const table of tables) {
    const [first, ...answers] = await Promise.allSettled([
      preview.rows({ table, limit: 50 }, TIME),
      preview.count({ table }, TIME),
      preview.rows({ table, limit: 5, position: 20, order: { column: 'name', descending: true } }, TIME),
      preview.query('SELECT * FROM item JOIN other USING (id) ORDER BY name', TIME),
    ]);
    for (const answer of [first, ...answers]) note(answer, `change ${change.toString()}, ${table}`);
    const key = first.status === 'fulfilled' ? first.value.rows[0]?.key : undefined;
    if (key !== undefined) note((await Promise.allSettled([preview.row(table, key, TIME)]))[0], `change ${change.toString()}, row`);
  }
  const side = { backup, file };
  if (change % 3 === 0) note((await Promise.allSettled([compareDatabases(side, side, TIME)]))[0], `change ${change.toString()}, compare`);
}
writeFileSync(payload, original);
const peakBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ looks, codes, crashes, peakBytes } satisfies LooksAtDatabases));

/** The same for the same number: a few bytes, near the start more often, or an end. */
function changed(number: number): Buffer {
  let state = (number + 1) * 2_654_435_761;
  const next = (below: number) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0;
    return state % below;
  };
  if (number % 10 === 9) return original.subarray(0, next(original.length));
  const copy = Buffer.from(original);
  const range = number % 2 === 0 ? 2048 : copy.length;
  for (let flips = 1 + next(4); flips > 0; flips--) copy.writeUInt8(next(256), next(range));
  return copy;
}
