/** Debian's idevicebackup2 meets the faults, and ends as its documentation and the field say. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { startSimulator } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import type { FaultTrial, ToolExpectation } from '../support/faults/fault-trial.ts';
import { trialContent } from '../support/faults/trial-content.ts';
import { TRIALS, titleOf } from '../support/faults/trials/index.ts';
import { runTool } from '../support/interop/foreign-tool.ts';
import { trustComputer } from '../support/interop/interop-simulator.ts';
import { sideBySide } from '../support/side-by-side.ts';

const AT_ONCE = 8;

describe('idevicebackup2 meets', () => {
  const met = TRIALS.filter(({ tool }) => tool !== undefined);
  const runs = sideBySide(met, AT_ONCE, async (trial) => {
    await meet(trial, trial.tool ?? assert.fail());
  });
  after(async () => {
    await runs.allEnded();
    (await usualBackup)?.[Symbol.dispose]();
    usualBackup = undefined;
  });

  for (const trial of met) {
    it(titleOf(trial), async () => {
      await runs.ended(trial);
    });
  }
});

/** As in the trial of our client: a good backup, a change, the fault. */
async function meet(trial: FaultTrial, expectation: ToolExpectation): Promise<void> {
  const { exit, output, program = 'idevicebackup2', args = ['backup', '{dir}'], hangs, unpaired, settings = trial.settings } = expectation;
  using folder = temporaryFolder();
  await using simulator = await startSimulator({ seed: 7, devices: [{ content: trialContent(), ...trial.phone, ...expectation.phone }] });
  const [phone] = simulator.devices;
  assert.ok(phone);
  const run = (name: string, words: readonly string[], timeoutMs?: number) =>
    runTool(
      name,
      words.map((word) => word.replace('{dir}', folder.path)),
      { address: simulator.address, ...(timeoutMs && { timeoutMs }) },
    );
  await trustComputer(simulator);
  if (trial.first !== true) {
    const backUp = async () => {
      const { status, stdout } = await run('idevicebackup2', ['backup', '{dir}']);
      assert.equal(status, 0, stdout);
    };
    if (trial.phone === undefined && expectation.phone === undefined) await copyUsualBackup(folder.path, backUp);
    else await backUp();
    phone.content.setFile('AppDomain-com.example.trial', 'Documents/changed.txt', { content: 'changed after the good backup' });
    phone.content.setFile('HomeDomain', 'Library/added.txt', { content: 'added after the good backup' });
  }
  if (unpaired === true) assert.equal((await run('idevicepair', ['unpair'])).status, 0);
  phone.fault(trial.id, settings);
  if (hangs !== undefined) {
    await assert.rejects(run(program, args, hangs), /did not end in time/);
    return;
  }
  const { status, stdout, stderr } = await run(program, args);
  const expected = typeof exit === 'number' ? [exit] : exit;
  assert.ok(
    status !== undefined && expected.includes(status),
    `exit ${String(status)}, expected ${expected.join(' or ')}: ${stdout}${stderr}`,
  );
  if (output !== undefined) assert.match(stdout + stderr, output);
  if (trial.violations === undefined) assert.deepEqual(simulator.violations, []);
}

/** The good backup of the usual phone, made once by the tool: all who meet that phone begin with a copy. */
let usualBackup: Promise<ReturnType<typeof temporaryFolder>> | undefined;

async function copyUsualBackup(folder: string, backUp: () => Promise<void>): Promise<void> {
  if (usualBackup !== undefined) {
    cpSync((await usualBackup).path, folder, { recursive: true, preserveTimestamps: true });
    return;
  }
  const make = async () => {
    await backUp();
    const kept = temporaryFolder();
    cpSync(folder, kept.path, { recursive: true, preserveTimestamps: true });
    return kept;
  };
  usualBackup = make();
  await usualBackup;
}
