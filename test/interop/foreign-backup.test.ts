/** What Debian's idevicebackup2 wrote of a simulated phone, opened by our reader and judged by our verifier. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { extractBackup, findBackups, openBackup, verifyBackup } from '../../src/backup/index.ts';
import { startSimulator, type SimulatedDevice, type Simulator } from '../../src/simulated-device/index.ts';
import { recordTree, temporaryFolder } from '../support/backup-copy.ts';
import { runTool } from '../support/interop/foreign-tool.ts';
import { trustComputer } from '../support/interop/interop-simulator.ts';

describe('a backup by idevicebackup2', () => {
  const folder = temporaryFolder();
  let simulator: Simulator;
  let phone: SimulatedDevice;

  async function backUp(...options: string[]): Promise<void> {
    const { status, stdout } = await runTool('idevicebackup2', ['backup', ...options, folder.path], simulator);
    assert.equal(status, 0, stdout);
  }

  before(async () => {
    simulator = await startSimulator({ seed: 23 });
    phone = simulator.devices[0] ?? assert.fail();
    await trustComputer(simulator);
    await backUp('--full');
  });

  after(async () => {
    await simulator.close();
    folder[Symbol.dispose]();
  });

  for (const [kind, prepare] of [
    ['full', async () => undefined],
    ['incremental', () => backUp()],
  ] as const) {
    it(`is good when ${kind}, without a finding above information, and left as it is`, async () => {
      await prepare();
      const before = recordTree(folder.path);
      for (const level of ['quick', 'full', { sample: 50 }] as const) {
        const report = await verifyBackup(join(folder.path, phone.udid), { level });
        assert.equal(report.verdict, 'good');
        assert.deepEqual(
          report.findings.filter(({ severity }) => severity !== 'information'),
          [],
        );
        assert.equal(report.counts.proven > 0, level !== 'quick');
      }
      assert.deepEqual(recordTree(folder.path), before);
    });
  }

  it('holds every file of the phone with its bytes', async () => {
    await using backup = await openBackup(folder.path);
    assert.equal(backup.summary.hint, 'was-one-level-above');
    assert.equal(backup.summary.udid, phone.udid);
    let compared = 0;
    for (const { domain, relativePath, fileID } of (await backup.list({ limit: 10_000 })).rows) {
      const file = await backup.getById(fileID);
      const original = phone.content.file(domain, relativePath);
      // The keychain is sealed anew for every backup.
      if (file?.kind !== 'file' || original === undefined || domain === 'KeychainDomain') continue;
      const chunks: Uint8Array[] = [];
      for await (const chunk of backup.open(file)) chunks.push(chunk);
      const bytes = original.read();
      assert.deepEqual(Buffer.concat(chunks), bytes instanceof Uint8Array ? Buffer.from(bytes) : Buffer.concat([...bytes]), relativePath);
      compared++;
    }
    assert.ok(compared >= 400, `${compared} files compared`);
  });

  it('is extracted whole, and left as it is', async () => {
    using target = temporaryFolder();
    const before = recordTree(folder.path);
    const report = await extractBackup(folder.path, { target: target.path });
    assert.deepEqual([report.failed, report.skipped, report.damaged], [0, 0, 0]);
    assert.ok(report.files >= 400, `${report.files} files extracted`);
    assert.deepEqual(recordTree(folder.path), before);
  });

  it('is listed with what its host wrote', async () => {
    const [found] = await findBackups([folder.path]);
    assert.equal(found?.problem, undefined);
    assert.equal(found?.summary.deviceName, phone.name);
    assert.equal(found.summary.isFinished, true);
  });
});
