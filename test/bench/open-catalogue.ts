/** Opens a backup, asks for order, then for the first page of each folder and of each list that it is told; prints milliseconds as JSON. */
import { join } from 'node:path';
import type { FileQuery, openBackup as OpenBackup } from '../../src/backup/index.ts';

const { openBackup } = (await import(join(import.meta.dirname, '../../dist/backup.js'))) as { openBackup: typeof OpenBackup };

const PAGE_ROWS = 100;

const [path = '', folders = '[]', lists = '[]'] = process.argv.slice(2);
const start = performance.now();
await using backup = await openBackup(path);
const domains = await backup.domains();
const openMs = performance.now() - start;
const pages: number[] = [];
for (const { domain, folder } of JSON.parse(folders) as { domain: string; folder: string }[]) {
  const asked = performance.now();
  const { rows } = await backup.list({ domain, folder, limit: PAGE_ROWS });
  pages.push(performance.now() - asked);
  if (rows.length === 0) throw new Error(`nothing in ${domain} ${folder}`);
}
/** As a page does it: how many there are, then the first of them. */
const found: { ms: number; items: number }[] = [];
for (const query of JSON.parse(lists) as FileQuery[]) {
  const asked = performance.now();
  const items = await backup.count(query);
  if (items > 0) await backup.list({ ...query, position: 0, limit: PAGE_ROWS });
  found.push({ ms: performance.now() - asked, items });
}
process.stdout.write(JSON.stringify({ openMs, pages, found, domains: domains.length }));
