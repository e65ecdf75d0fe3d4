/** Trials of the faults in `faults/command-faults.ts`. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import { encodeName } from '../../../../src/device-protocol/index.ts';
import type { PlistValue } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../backup-copy.ts';
import { messages, occurrences, type FaultTrial, type TrialStage } from '../fault-trial.ts';

export const commandTrials: readonly FaultTrial[] = [
  ...hostilePaths(),
  {
    id: 'F49',
    name: 'through a link',
    settings: { path: '{udid}/Snapshot/way-out/x' },
    prepare: ({ path }) => {
      const outside = temporaryFolder();
      mkdirSync(join(path, 'Snapshot'), { recursive: true });
      symlinkSync(outside.path, join(path, 'Snapshot', 'way-out'));
      return {
        [Symbol.dispose]: () => {
          assert.deepEqual(readdirSync(outside.path), []);
          outside[Symbol.dispose]();
        },
      };
    },
    code: 'unsafe-path',
    words: /outside the backup folder/,
    check: ({ sent }) => {
      assert.ok(occurrences(sent(), '/Snapshot/way-out/x') > 0);
    },
  },
  {
    id: 'F51',
    check: ({ stage }) => {
      assert.deepEqual(answersTo(stage, 'DLMessageFoo'), [-2n]);
    },
    // 1.3.0 does not answer what it does not know.
    tool: { exit: [], hangs: 6000 },
  },
  {
    id: 'F52',
    check: ({ stage }) => {
      const [answer] = answered(stage, ([name, path]) => name === 'DLContentsOfDirectory' && path === `${stage.phone.udid}/Missing`);
      assert.deepEqual([answer?.[1], answer?.[3]], [0n, new Map()]);
    },
    tool: { exit: 0 },
  },
  {
    id: 'F52',
    name: 'of many files',
    settings: { path: '{udid}/Snapshot/many' },
    prepare: ({ path }) => {
      const folder = join(path, 'Snapshot', 'many');
      mkdirSync(folder, { recursive: true });
      for (let index = 0; index < MANY; index++) writeFileSync(join(folder, `file-${index}`), '');
      return undefined;
    },
    check: ({ stage }) => {
      const [answer] = answered(stage, ([name, path]) => name === 'DLContentsOfDirectory' && path === `${stage.phone.udid}/Snapshot/many`);
      const listing = answer?.[3];
      assert.ok(listing instanceof Map);
      assert.equal(listing.size, MANY);
      const entry = listing.get('file-7');
      assert.ok(entry instanceof Map);
      assert.deepEqual([entry.get('DLFileType'), entry.get('DLFileSize')], ['DLFileTypeRegular', 0n]);
    },
  },
  {
    id: 'F53',
    check: ({ stage, received }) => {
      const path = `${stage.phone.udid}/Manifest.mbdb`;
      const [answer] = answered(stage, ([name, paths]) => name === 'DLMessageDownloadFiles' && Array.isArray(paths) && paths[0] === path);
      assert.equal(answer?.[1], -13n);
      const failures = answer[3];
      assert.ok(failures instanceof Map && failures.get(path) instanceof Map);
      const absent = Buffer.concat([encodeName(path), Buffer.from([0, 0, 0, 26, 6]), Buffer.from('No such file or directory')]);
      assert.equal(occurrences(received(), absent), 1);
    },
    tool: { exit: 0 },
  },
  {
    id: 'F54',
    code: 'device-refused',
    deviceCode: 205,
    words: /[Mm]anifest\.plist is empty.*aside/,
    check: ({ sent }) => {
      const text =
        'Error reading backup properties (MBErrorDomain/205). Underlying error: Error deserializing properties: ' +
        'Cannot parse a NULL or zero-length data (MBErrorDomain/11).';
      assert.equal(occurrences(sent(), text), 1);
    },
    tool: { exit: 51, output: /ErrorCode 205: Error reading backup properties/ },
  },
  {
    id: 'F55',
    prepare: ({ path }) => {
      mkdirSync(join(path, 'Snapshot', 'aa', 'deep'), { recursive: true });
      writeFileSync(join(path, 'Snapshot', 'aa', 'deep', 'left'), 'left by an earlier run');
      return undefined;
    },
    check: ({ stage }) => {
      const removals = answered(
        stage,
        ([name, paths]) => name === 'DLMessageRemoveItems' && Array.isArray(paths) && paths[0] === `${stage.phone.udid}/Snapshot`,
      );
      assert.deepEqual(
        removals.map(([, code]) => code),
        [0n, 0n],
      );
      assert.ok(!existsSync(join(stage.path, 'Snapshot')));
    },
    tool: { exit: 0 },
  },
  {
    id: 'F56',
    check: ({ stage }) => {
      const [answer] = answered(
        stage,
        ([name, moves]) =>
          name === 'DLMessageMoveItems' && moves instanceof Map && [...moves.keys()].every((from) => from.endsWith('/absent')),
      );
      assert.equal(answer?.[1], -6n);
    },
    tool: { exit: 0 },
  },
];

const MANY = 3000;

/** Every command that names a path, each with a way out. */
function hostilePaths(): FaultTrial[] {
  const ways: [command: string, path: string][] = [
    ['upload', '../../x'],
    ['upload', '/etc/x'],
    ['upload', '{udid}/a{nul}b'],
    ['download', '{udid}/../../../../../../etc/passwd'],
    ['list', '/'],
    ['create', '..'],
    ['remove', '{udid}/..'],
    ['move', '../{udid}'],
    ['copy', '/etc/passwd'],
  ];
  return ways.map(([command, path]) => ({
    id: 'F49',
    name: `${command} ${path}`,
    settings: { command, path },
    code: 'unsafe-path',
    words: /outside the backup folder/,
    ...(command === 'download' && { violations: /Received unexpected from path/ }),
    check: ({ stage, error, sent, received }) => {
      const wire = path.replaceAll('{udid}', stage.phone.udid).replaceAll('{nul}', '\0');
      assert.ok(isCodedError(error));
      assert.equal(error.data.path, wire);
      assert.ok(occurrences(sent(), wire) > 0);
      // Nothing is answered but a goodbye, which comes where a file belongs when one was asked for: neither the file nor a word about it.
      if (command === 'download') assert.ok(!received().includes('root:'));
      else assert.equal(messages(stage, 'host').at(-1)?.[0], 'DLMessageDisconnect');
      assert.deepEqual(
        stage.standing().sort(),
        [...stage.finished].concat(stage.standing().filter((name) => name.endsWith('.journal'))).sort(),
      );
    },
  }));
}

/** The status responses that followed the phone's messages of a kind. */
function answered(stage: TrialStage, isMeant: (message: PlistValue[]) => boolean): PlistValue[][] {
  const said = stage.trace.filter(({ channel }) => channel === 'com.apple.mobilebackup2');
  return said.flatMap(({ from, message }, place) => {
    if (from !== 'device' || !Array.isArray(message) || !isMeant(message)) return [];
    const answer = said.slice(place + 1).find((event) => event.from === 'host')?.message;
    return Array.isArray(answer) ? [answer] : [];
  });
}

function answersTo(stage: TrialStage, name: string): (PlistValue | undefined)[] {
  return answered(stage, ([first]) => first === name).map(([, code]) => code);
}
