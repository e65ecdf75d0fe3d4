/** A process that makes a private folder with something in it, says where, and stays until it is ended, or exits when standard input ends. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder } from '../../src/backup/read/private-folder.ts';

const folder = await makePrivateFolder();
writeFileSync(join(folder.path, 'secret'), 'in the clear');
process.stdout.write(`${folder.path}\n`);
process.stdin.on('end', () => {
  process.exit(0);
});
process.stdin.resume();
