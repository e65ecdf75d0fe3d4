/** Debian's idevicebackup2 meets the faults, and ends as its documentation and the field say. */
import assert from 'node:assert/strict';
import { UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { startSimulator } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import type { FaultTrial, ToolExpectation } from '../support/faults/fault-trial.ts';
import { trialContent } from '../support/faults/trial-content.ts';
import { TRIALS, titleOf } from '../support/faults/trials/index.ts';
import { runTool } from '../support/interop/foreign-tool.ts';
import { trustQuickly } from '../support/quick-trust.ts';
import { sideBySide } from '../support/side-by-side.ts';

const AT_ONCE = 8;

describe('idevicebackup2 meets', () => {
  const met = TRIALS.filter(({ tool }) => tool !== undefined);
  const runs = sideBySide(met, AT_ONCE, async (trial) => {
    await meet(trial, trial.tool ?? assert.fail());
  });
  after(() => runs.allEnded());

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
  await trustQuickly({ phone, mux: new UsbmuxClient(parseUsbmuxAddress(simulator.address)) });
  if (trial.first !== true) {
    const { status, stdout } = await run('idevicebackup2', ['backup', '{dir}']);
    assert.equal(status, 0, stdout);
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
