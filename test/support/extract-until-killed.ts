/** Extracts BACKUP to TARGET, as slowly as somebody wants who kills it in the middle: says "ready" when files begin to appear. */
import { extractBackup } from '../../src/backup/index.ts';

const [path = '', target = ''] = process.argv.slice(2);
await extractBackup(path, {
  target,
  onProgress: ({ phase, bytes }) => {
    if (phase === 'extracting' && bytes > 0) process.stdout.write('ready\n');
  },
});
process.stdout.write('done\n');
