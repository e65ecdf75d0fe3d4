/** Secrets that a command line must not repeat. */
import assert from 'node:assert/strict';
import { backupLab } from '../../support/backup-lab.ts';
import type { Attack } from '../attack.ts';

const SECRET = 'correct-horse-battery';

/** Every way to write an option's value, for options that exist and for some that do not. */
const WAYS = [
  [`--password=${SECRET}`],
  ['--password', SECRET],
  [`--passwrod=${SECRET}`],
  [`--new-password=${SECRET}`],
  [`-p${SECRET}`],
  [`--password-env=${SECRET}`],
  [`--password-fd=${SECRET}`],
  [`--password-fd`, SECRET],
  [`--Password:${SECRET}`],
];

export const ATTACKS: readonly Attack[] = [
  {
    id: 'password-as-argument',
    area: 'text and secrets',
    what: 'a password is typed as an argument, in nine ways and two commands',
    holds: 'a usage error that does not repeat it',
    short: true,
    run: async (scene) => {
      for (const [index, way] of WAYS.entries()) {
        for (const command of [
          ['unlock', scene.folder, '--check'],
          ['ls', scene.folder],
        ]) {
          // The words of a command line are read by the same code in a process of their own: one of the ways shows it.
          const { status, stdout, stderr } = await (index === 0 ? scene.backupLab : backupLab)([...command, ...way]);
          const line = [...command, ...way].join(' ');
          assert.ok(status === 2 || status === 8 || status === 11, `${line} ended with ${String(status)}`);
          assert.ok(!`${stdout}${stderr}`.includes(SECRET), `${line} repeats the password: ${stderr}`);
        }
      }
      return undefined;
    },
  },
];
