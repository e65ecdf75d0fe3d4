/** Extracts BACKUP with its PASSWORD to TARGET with the built product: a process of its own, so that it is measured from its start to its end. */
import { join } from 'node:path';
import type * as Backup from '../../src/backup/index.ts';

const [path = '', password = '', target = ''] = process.argv.slice(2);
const { extractBackup, unlockBackup } = (await import(join(import.meta.dirname, '../../dist/backup.js'))) as typeof Backup;
const keys = await unlockBackup(path, password);
const report = await extractBackup(path, { keys, target });
if (report.failed > 0) throw new Error(`${String(report.failed)} files failed: ${JSON.stringify(report.failures[0])}`);
await keys.lock();
process.stdout.write(`${JSON.stringify({ files: report.files, bytes: report.bytes })}\n`);
