/** Verifies BACKUP with the built product, a process of its own; prints how long the verification itself took, and what it found. */
import { join } from 'node:path';
import type * as Backup from '../../src/backup/index.ts';

const [path, level = 'full', password] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: verify-all BACKUP [quick|full [PASSWORD]]');
const { unlockBackup, verifyBackup } = (await import(join(import.meta.dirname, '../../dist/backup.js'))) as typeof Backup;
const keys = password === undefined ? undefined : await unlockBackup(path, password);
const start = performance.now();
const { verdict, counts } = await verifyBackup(path, { level: level === 'quick' ? 'quick' : 'full', keys });
const wallMs = performance.now() - start;
await keys?.lock();
process.stdout.write(`${JSON.stringify({ verdict, counts, wallMs })}\n`);
