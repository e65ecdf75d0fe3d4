/** Trials of the faults in `faults/file-faults.ts`. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import type { CreatedBackup } from '../../../../src/backup/index.ts';
import { encodeDataHeader, encodeFileError } from '../../../../src/device-protocol/index.ts';
import { occurrences, type FaultTrial, type TrialOutcome, type TrialStage } from '../fault-trial.ts';
import { rawHost } from '../raw-backup-host.ts';

const FILE_PROVIDER = 'HomeDomain/Library/Application Support/FileProvider/backup/backup_manifest.db';
const READ_ERROR = encodeFileError(0x0b, 'Input/output error (5)');
const UPLOAD_FAILED =
  /Multiple errors uploading files \(MBErrorDomain\/104\)\. Underlying error: Input\/output error \(5\) at path ".*" \(MBErrorDomain\/100\)\./;

export const fileTrials: readonly FaultTrial[] = [
  {
    id: 'F41',
    check: ({ sent, result }) => {
      assert.equal(occurrences(sent(), READ_ERROR), 1);
      const { verdict, fileErrors } = result as CreatedBackup;
      assert.equal(verdict, 'good-with-known-gaps');
      assert.deepEqual(
        fileErrors.map(({ item, message, isHarmless }) => [item.endsWith('/FileProvider/backup/backup_manifest.db'), message, isHarmless]),
        [[true, 'Input/output error (5)', true]],
      );
    },
    tool: { exit: 0, output: /Backup Successful/ },
  },
  {
    id: 'F41',
    name: 'on any other file',
    settings: { on: 'HomeDomain/Library/added.txt' },
    check: ({ stage, result }) => {
      const { verdict, fileErrors } = result as CreatedBackup;
      assert.deepEqual([verdict, fileErrors.map(({ isHarmless }) => isHarmless)], ['unconfirmed', [true, false]]);
      assert.equal(stage.phone.content.file(...splitSubject(FILE_PROVIDER))?.kind, 'file');
    },
  },
  {
    id: 'F42',
    code: 'device-refused',
    deviceCode: 104,
    words: /could not read .*added\.txt|changed\.txt/,
    check: (outcome) => {
      assert.equal(occurrences(outcome.sent(), READ_ERROR), 2);
      const data = dataOf(outcome);
      assert.match(String(data.description), UPLOAD_FAILED);
      assert.equal((data.files as string[]).length, 2);
      assert.ok((data.files as string[]).some((path) => path.endsWith('Documents/changed.txt')));
      assert.equal(data.phase, 'receiving');
    },
    tool: { exit: 152, output: /ErrorCode 104: Multiple errors uploading files/ },
  },
  {
    id: 'F43',
    settings: { file: 2 },
    code: 'device-refused',
    deviceCode: 104,
    words: /screen of the device was locked.*awake/,
    check: (outcome) => {
      assert.equal(dataOf(outcome).deviceLocked, true);
      assert.equal(occurrences(outcome.sent(), READ_ERROR), 1);
    },
    tool: { exit: 152 },
  },
  {
    id: 'F43',
    name: 'and ends at once',
    settings: { file: 1, code: 208 },
    code: 'device-refused',
    deviceCode: 208,
    words: /screen of the device was locked.*awake/,
    check: (outcome) => {
      assert.equal(occurrences(outcome.sent(), 'Device locked (MBErrorDomain/208)'), 1);
      assert.equal(dataOf(outcome).phase, 'receiving');
    },
    tool: { exit: 48 },
  },
  {
    id: 'F44',
    settings: { on: '*/**/changed.txt' },
    check: ({ sent, result }) => {
      assert.equal(occurrences(sent(), encodeFileError(0x06, 'No such file or directory')), 1);
      assertOneFileMissed(result, /changed\.txt$/, 'No such file or directory');
    },
    // It takes the text for the length of a name, and both sides wait for ever.
    tool: { exit: [], hangs: 6000 },
  },
  {
    id: 'F45',
    settings: { on: '*/**/changed.txt' },
    check: ({ sent, result }) => {
      assert.equal(occurrences(sent(), encodeFileError(0x7f, 'Unknown error')), 1);
      assertOneFileMissed(result, /changed\.txt$/, 'Unknown error');
    },
    tool: { exit: [], hangs: 6000 },
  },
  {
    id: 'F46',
    code: 'frame-too-long',
    words: /1315905651.*out of step at byte \d+/,
    check: (outcome) => {
      assert.ok(occurrences(outcome.sent(), 'No such file or directory') >= 1);
      assert.equal(dataOf(outcome).length, 0x4e6f2073);
    },
    tool: { exit: [], hangs: 6000 },
  },
  {
    id: 'F48',
    name: 'of more than our frames',
    settings: { limit: 32 * 1024 },
    renewsGood: true,
    act: async (stage) => {
      await stage.backUp({ verify: 'off' });
      return await killedBy(stage, 33 * 1024);
    },
    code: 'link-lost',
    check: ({ received }) => {
      assert.equal(occurrences(received(), encodeDataHeader(33 * 1024)), 1);
    },
  },
  {
    id: 'F48',
    act: (stage) => killedBy(stage, 2 * 1024 * 1024),
    code: 'link-lost',
    check: ({ received }) => {
      assert.equal(occurrences(received(), encodeDataHeader(2 * 1024 * 1024)), 1);
    },
  },
];

/** Without the fault the agent goes on, or says what it was sent; the system kills it without a word. */
async function killedBy(stage: TrialStage, frameBytes: number): Promise<string> {
  try {
    return await rawHost(stage, { frameBytes });
  } finally {
    assert.deepEqual(stage.takeViolations(), []);
  }
}

function dataOf({ error }: TrialOutcome): Readonly<Record<string, unknown>> {
  assert.ok(isCodedError(error));
  return error.data;
}

/** The file is named, no row promises it, and the result is not called good. */
function assertOneFileMissed(result: unknown, item: RegExp, message: string): void {
  const { verdict, fileErrors } = result as CreatedBackup;
  assert.equal(fileErrors.length, 1);
  assert.match(fileErrors[0]?.item ?? '', item);
  assert.equal(fileErrors[0]?.message, message);
  assert.equal(verdict, 'unconfirmed');
}

function splitSubject(subject: string): [domain: string, relativePath: string] {
  const slash = subject.indexOf('/');
  return [subject.slice(0, slash), subject.slice(slash + 1)];
}
