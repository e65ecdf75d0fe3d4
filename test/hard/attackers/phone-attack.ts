/** An attack of a malicious phone on one command: which mischief, and how the command has to end. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Attack } from '../attack.ts';
import type { MeasuredOptions } from '../measured-command.ts';
import { PHONE_UDID, startMaliciousPhone, type Mischief } from './malicious-phone.ts';

export interface PhoneAttack extends Pick<Attack, 'id' | 'what' | 'holds' | 'short'> {
  readonly mischief: () => Mischief;
  /** `backup UDID DIR` unless said. */
  readonly args?: (directory: string) => readonly string[];
  /** Exit statuses that are right. */
  readonly ends: readonly number[];
  /** What has to be among the words on stderr. */
  readonly says?: RegExp;
  /** Ctrl+C after so many milliseconds: the phone goes on for ever, and only the person ends that. */
  readonly interruptAfterMs?: number;
  readonly limits?: MeasuredOptions['limits'];
}

/** The words of an error stay readable whatever the phone puts into them. */
const MOST_WORDS = 20_000;

export function phoneAttack({ mischief, args, ends, says, interruptAfterMs, limits, ...attack }: PhoneAttack): Attack {
  return {
    ...attack,
    area: 'bounds of a phone',
    run: async ({ folder, backupLab }) => {
      const directory = join(folder, 'backups');
      mkdirSync(directory);
      await using phone = await startMaliciousPhone(mischief());
      const command = args?.(directory) ?? ['backup', PHONE_UDID, directory, '--verify', 'off'];
      const result = await backupLab(command, {
        address: phone.address,
        ...(limits === undefined ? {} : { limits }),
        ...(interruptAfterMs === undefined
          ? {}
          : {
              onStart: (child) => {
                const interrupting = setTimeout(() => child.kill('SIGINT'), interruptAfterMs);
                child.once('exit', () => {
                  clearTimeout(interrupting);
                });
              },
            }),
      });
      const { status, stderr } = result;
      assert.ok(ends.includes(status ?? Number.NaN), `ended with ${String(status ?? result.signal)}: ${stderr.slice(-1000)}`);
      if (says !== undefined) assert.match(stderr, says);
      assert.ok(stderr.length <= MOST_WORDS, `${String(stderr.length)} characters of words`);
      return `exit ${String(status)}`;
    },
  };
}
