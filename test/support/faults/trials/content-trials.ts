/** Trials of the faults in `faults/content-faults.ts`. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractBackup, type CreatedBackup, type ExtractEvent } from '../../../../src/backup/index.ts';
import { DEVICE_CHUNK_BYTES, encodeDataHeader } from '../../../../src/device-protocol/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { AWKWARD_NAMES, NAME_ZOO_DOMAIN } from '../../../../src/simulated-device/faults/name-zoo.ts';
import { judgedBackup } from '../../corpus/judged-backup.ts';
import { temporaryFolder } from '../../backup-copy.ts';
import { backUpAndJudge, occurrences, type FaultTrial, type TrialOutcome, type TrialStage } from '../fault-trial.ts';

const LARGE_BYTES = 20_000_001;

export const contentTrials: readonly FaultTrial[] = [
  {
    id: 'F47',
    check: ({ result, stage }) => {
      assert.equal((result as CreatedBackup).verdict, 'good');
      for (let index = 0; index < 3; index++) {
        const id = fileIdOf('AppDomain-com.example.sizes', `Documents/empty/0000/file-${index}.bin`);
        assert.equal(payloadOf(stage, id).length, 0);
      }
    },
    tool: { exit: 0 },
  },
  {
    id: 'F47',
    name: 'very many',
    settings: { kind: 'many', count: 3000 },
    check: ({ result }) => {
      const { verdict, filesReceived } = result as CreatedBackup;
      assert.equal(verdict, 'good');
      assert.ok(filesReceived >= 3000);
    },
    tool: { exit: 0 },
  },
  {
    // At its full size: more-than-four-gib.test.ts.
    id: 'F47',
    name: 'large',
    settings: { kind: 'large', bytes: LARGE_BYTES },
    check: ({ result, stage, sent }) => {
      assert.equal((result as CreatedBackup).verdict, 'good');
      const id = fileIdOf('AppDomain-com.example.sizes', 'Documents/large/0000/file-0.bin');
      assert.equal(payloadOf(stage, id).length, LARGE_BYTES);
      assert.equal(occurrences(sent(), encodeDataHeader(DEVICE_CHUNK_BYTES)), Math.floor(LARGE_BYTES / DEVICE_CHUNK_BYTES));
    },
    tool: { exit: 0 },
  },
  {
    id: 'F50',
    check: async ({ result, stage }) => {
      assert.equal((result as CreatedBackup).verdict, 'good');
      for (const path of AWKWARD_NAMES) {
        const id = fileIdOf(NAME_ZOO_DOMAIN, path);
        assert.equal(payloadOf(stage, id).toString(), `content of ${path}`);
      }
      await assertExtracted(stage.path);
    },
    tool: { exit: 0 },
  },
  ...damage('no-payload', 'payload-missing', 'damaged'),
  ...damage('short', 'size-mismatch', 'damaged'),
  ...damage('digest', 'digest-mismatch', 'damaged'),
  ...damage('no-row', 'payload-orphan', 'good'),
];

/** The phone calls it a success, and so does a foreign client; only who looks finds it. */
function damage(kind: string, finding: string, verdict: string): FaultTrial[] {
  return [
    {
      id: 'F60',
      name: kind,
      settings: { kind, on: 'HomeDomain/Library/added.txt' },
      act: (stage) => backUpAndJudge(stage, { verify: 'full' }),
      check: async ({ result, stage }: TrialOutcome) => {
        const { findings, verdict: judged } = await judgedBackup(stage.path, 'full', undefined, true);
        assert.ok(
          findings.some(({ code }) => code === finding),
          `found ${findings.map(({ code }) => code).join(', ')}`,
        );
        assert.equal(judged, verdict);
        assert.equal((result as CreatedBackup).verdict, verdict);
      },
      tool: { exit: 0, output: /Backup Successful/ },
    },
  ];
}

function payloadOf({ path }: TrialStage, fileId: string): Buffer {
  const place = join(path, fileId.slice(0, 2), fileId);
  assert.ok(existsSync(place), `${fileId} has not come`);
  return readFileSync(place);
}

/** To the names of Windows: every file is there under a name of its own, and the ledger tells which it had. */
async function assertExtracted(path: string): Promise<void> {
  using target = temporaryFolder();
  const renamed: ExtractEvent[] = [];
  const report = await extractBackup(path, {
    target: join(target.path, 'out'),
    names: 'portable',
    select: { domain: NAME_ZOO_DOMAIN },
    onEvent: (event) => renamed.push(event),
  });
  assert.deepEqual([report.files, report.failed], [AWKWARD_NAMES.length, 0]);
  assert.ok(report.renamed >= 8, `${report.renamed} were renamed`);
  const places = new Set(renamed.map((event) => (event.kind === 'renamed' ? event.to.normalize('NFC').toLowerCase() : '')));
  assert.equal(places.size, renamed.length);
}
