/** Every hostile folder, met by every command that reads. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURE_PASSWORD, copyFixture } from '../../support/backup-copy.ts';
import type { Attack, AttackScene } from '../attack.ts';
import { HOSTILE_CATALOGUES } from '../folders/hostile-catalogues.ts';
import { HOSTILE_DISKS } from '../folders/hostile-disks.ts';
import { READING_COMMANDS, type HostileFolder, type ReadingCommand } from '../folders/hostile-folder.ts';
import { mebibytes, type MeasuredOptions } from '../measured-command.ts';

/** Whatever a folder holds, a command ends in one of these: good, no such file, damaged, unconfirmed, password. */
const ORDERLY = [0, 6, 8, 9, 11];

const PROGRESS_LINES = 1;
const CONTENT_CHARS = 500_000;

export const ATTACKS: readonly Attack[] = [...HOSTILE_CATALOGUES, ...HOSTILE_DISKS].map((hostile): Attack => ({
  id: hostile.id,
  area: 'bounds of a folder',
  what: hostile.what,
  holds: 'every reading command ends as it should, in 300 MiB, and is never silent',
  ...(hostile.short === undefined ? {} : { short: hostile.short }),
  run: (scene) => meet(hostile, scene),
}));

async function meet(hostile: HostileFolder, scene: AttackScene): Promise<string> {
  const { fixture = 'plain-ios17' } = hostile;
  using copy = copyFixture(fixture);
  hostile.make(copy.path);
  const temporary = join(scene.folder, 'temporary');
  mkdirSync(temporary);
  const notes: string[] = [];
  const failures: string[] = [];
  for (const command of READING_COMMANDS) {
    const target = join(scene.folder, command);
    try {
      const result = await scene.backupLab(argsOf(command, copy.path, target, FIXTURE_PASSWORD[fixture] !== undefined), {
        env: { TMPDIR: temporary, PASSWORD: FIXTURE_PASSWORD[fixture] ?? '' },
        ...(hostile.endless?.includes(command) ? { onOutput: interruptAtWork() } : {}),
      });
      notes.push(`${command} ${String(result.status)} ${mebibytes(result.peakBytes)} MiB ${(result.milliseconds / 1000).toFixed(1)} s`);
      const ends = hostile.endless?.includes(command) ? [10, ...ORDERLY] : (hostile.ends[command] ?? ORDERLY);
      assert.ok(
        ends.includes(result.status ?? -1),
        `${command} ended with ${String(result.status ?? result.signal)}: ${result.stderr.slice(0, 500)}`,
      );
      assert.deepEqual(readdirSync(temporary), [], `${command} left something in the folder for temporary files`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
      rmSync(temporary, { recursive: true, force: true });
      mkdirSync(temporary);
    }
    if (existsSync(target)) rmSync(target, { recursive: true, force: true });
  }
  const note = notes.join(', ');
  if (failures.length > 0) assert.fail(`${failures.join('\n')}\n${note}`);
  return note;
}

/** Ctrl+C once the command has told its progress a few times, or written much content. */
function interruptAtWork(): NonNullable<MeasuredOptions['onOutput']> {
  let isInterrupted = false;
  return ({ stdout, stderr }, child) => {
    if (isInterrupted || (stderr.split('\n').length <= PROGRESS_LINES && stdout.length < CONTENT_CHARS)) return;
    isInterrupted = true;
    child.kill('SIGINT');
  };
}

function argsOf(command: ReadingCommand, backup: string, target: string, hasPassword: boolean): string[] {
  const password = [...(hasPassword ? ['--password-env', 'PASSWORD'] : []), '--progress'];
  switch (command) {
    case 'ls':
      return ['ls', backup, ...password];
    case 'ls-json':
      return ['ls', backup, '--json', ...password];
    case 'cat':
      return ['cat', backup, 'HomeDomain/Library/SMS/sms.db', ...password];
    case 'verify':
      return ['verify', backup, ...password];
    case 'verify-full':
      return ['verify', backup, '--full', ...password];
    case 'keychain':
      return ['keychain', backup, ...password];
    case 'extract':
      return ['extract', backup, target, ...password];
    case 'salvage':
      return ['salvage', backup, target, ...password];
  }
}
