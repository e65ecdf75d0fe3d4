/** Property lists of a backup that are none, or far more than one: no command hangs, swells or breaks, and none follows where they lead. */
import assert from 'node:assert/strict';
import { ftruncateSync, openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BACKUP_PLIST_LIMITS } from '../../../src/formats/index.ts';
import { copyFixture, FIXTURE_PASSWORD } from '../../support/backup-copy.ts';
import { GIANT, NO_FILES } from '../../support/obstacles.ts';
import type { Attack, AttackScene } from '../attack.ts';

type PlistName = keyof typeof BACKUP_PLIST_LIMITS;

const MIB = 1024 * 1024;
const PLISTS: readonly PlistName[] = ['Status.plist', 'Manifest.plist', 'Info.plist'];
const READ_PASSWORD = { env: { PASSWORD: FIXTURE_PASSWORD['encrypted-ios17'] }, option: ['--password-env', 'PASSWORD'] };

/** With a backup in the clear and an encrypted one: what is left to read differs. */
const COMMANDS: readonly (readonly [name: string, args: (path: string, out: string) => readonly string[]])[] = [
  ['ls', (path) => ['ls', path]],
  ['ls of the folder above', (path) => ['ls', join(path, '..')]],
  ['cat', (path) => ['cat', path, 'HomeDomain/Library/SMS/sms.db']],
  ['verify', (path) => ['verify', path, '--full', '--format', 'json']],
  ['unlock', (path) => ['unlock', path, '--check']],
  ['keychain', (path) => ['keychain', path]],
  ['extract', (path, out) => ['extract', path, join(out, 'extracted')]],
  ['salvage', (path, out) => ['salvage', path, join(out, 'salvaged')]],
];

interface Content {
  readonly id: string;
  readonly what: string;
  readonly put: (path: string, name: PlistName, elsewhere: string) => void;
  readonly short?: boolean;
}

const CONTENTS: readonly Content[] = [
  ...NO_FILES.map(({ what, put }) => ({
    id: what.replaceAll(' ', '-'),
    what,
    put: (path: string, _: PlistName, elsewhere: string) => put(path, elsewhere),
    short: what === 'a pipe',
  })),
  { id: 'sparse-2-gib', what: GIANT.what, put: (path) => GIANT.put(path, '') },
  { id: 'sparse-500-mb', what: 'a sparse file of 500 MB', put: (path) => putSparse(path, 500_000_000) },
  { id: 'elements-60-mb', what: '60 MB of elements', put: (path) => putElements(path, 60 * MIB, '<dict/>') },
  {
    id: 'elements',
    what: 'as many elements as its length allows',
    put: (path, name) => putElements(path, BACKUP_PLIST_LIMITS[name].maxBytes, '<dict/>'),
  },
  {
    id: 'texts',
    what: 'as many texts as its length allows',
    put: (path, name) => putElements(path, BACKUP_PLIST_LIMITS[name].maxBytes, '<string>&lt;\u20ac</string>'),
  },
];

export const ATTACKS: readonly Attack[] = CONTENTS.map(({ id, what, put, short }) => ({
  id: `plist-${id}`,
  area: 'bounds of a folder',
  what: `${what} in the place of a property list, each in turn, for every reading command`,
  holds: 'read or refused with a code, at once and in little memory',
  ...(short === true ? { short } : {}),
  run: (scene) => attackEach(scene, put, short === true && scene.rounds(0, 1) === 0),
}));

async function attackEach({ folder, backupLab }: AttackScene, put: Content['put'], isShort: boolean): Promise<string> {
  let [peak, slowest, worst] = [0, 0, ''];
  const statuses = new Set<number | null>();
  for (const fixture of isShort ? (['plain-ios17'] as const) : (['plain-ios17', 'encrypted-ios17'] as const)) {
    for (const name of PLISTS) {
      for (const [command, argsFor] of isShort ? COMMANDS.slice(0, 1) : COMMANDS) {
        using copy = copyFixture(fixture);
        const path = join(copy.path, name);
        rmSync(path);
        put(path, name, folder);
        const password = FIXTURE_PASSWORD[fixture] === undefined ? [] : READ_PASSWORD.option;
        const { status, stderr, peakBytes, milliseconds } = await backupLab([...argsFor(copy.path, copy.parent), ...password], {
          env: READ_PASSWORD.env,
        });
        assert.ok(status !== 70 && status !== null, `${command} with ${name} ended with ${String(status)}: ${stderr}`);
        assert.ok(!stderr.includes('--help'), `${command} was not understood: ${stderr}`);
        statuses.add(status);
        if (peakBytes > peak) worst = `${command} with ${name} of ${fixture}`;
        [peak, slowest] = [Math.max(peak, peakBytes), Math.max(slowest, milliseconds)];
      }
    }
  }
  return `${Math.round(peak / MIB)} MiB at most (${worst}), ${(slowest / 1000).toFixed(1)} s at most, exits ${[...statuses].sort().join(' ')}`;
}

function putSparse(path: string, size: number): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, size);
  closeSync(file);
}

function putElements(path: string, size: number, element: string): void {
  const [before, after] = ['<plist><array>', '</array></plist>'];
  const unit = Buffer.from(element);
  const count = Math.floor((size - before.length - after.length) / unit.length);
  writeFileSync(path, Buffer.concat([Buffer.from(before), Buffer.alloc(count * unit.length, unit), Buffer.from(after)]));
}
