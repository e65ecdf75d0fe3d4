/** Opens a backup, asks for order, then for the first page of each folder that standard input names; prints milliseconds as JSON. */
import { join } from 'node:path';
import type { openBackup as OpenBackup } from '../../src/backup/index.ts';

const { openBackup } = (await import(join(import.meta.dirname, '../../dist/backup.js'))) as { openBackup: typeof OpenBackup };

const PAGE_ROWS = 100;

const [path = '', folders = '[]'] = process.argv.slice(2);
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
process.stdout.write(JSON.stringify({ openMs, pages, domains: domains.length }));
