import assert from 'node:assert/strict';
import { parseListen } from '../../../src/cli/commands/simulate.ts';
import { startSimulator, type Simulator } from '../../../src/simulated-device/index.ts';
import { backupLab, backupLabProcess, rowsOf, type CliResult, type RunningCommand } from '../../support/backup-lab.ts';

/** What is done when so many lines of stdout, or such a text on stderr, have been seen; each once, in order. */
type Step = readonly [when: number | RegExp, act: (command: RunningCommand) => unknown];

async function watch(address: string, steps: readonly Step[], args: readonly string[] = [], start = backupLab): Promise<CliResult> {
  const waiting = [...steps];
  return await start(['devices', '--watch', ...args], {
    address,
    onOutput: ({ stdout, stderr }, command) => {
      const [next] = waiting;
      if (next === undefined) return;
      const [when, act] = next;
      if (typeof when === 'number' ? stdout.split('\n').length - 1 < when : !when.test(stderr)) return;
      waiting.shift();
      act(command);
    },
  });
}

const interrupt = (command: RunningCommand) => command.kill('SIGINT');
const eventsOf = ({ stdout }: CliResult) =>
  rowsOf(stdout).map(({ event, via, connections }) => ({ event, via, ways: waysOf(connections) }));
const waysOf = (connections: unknown) => (connections as { connection: string }[]).map(({ connection }) => connection).join('+');

describe('backup-lab devices', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator({ devices: [{ connection: 'both' }] });
  });
  afterEach(() => simulator.close());

  it('lists a device once that is plugged in and on the Wi-Fi, with both ways', async () => {
    const { address, devices } = simulator;
    const listed = await backupLab(['devices', '--ndjson'], { address });
    const [row, ...others] = rowsOf(listed.stdout);
    assert.deepEqual([row?.udid, row?.connection, row?.deviceId, others.length], [devices[0]?.udid, 'usb', 1, 0]);
    const [usb, network] = row!.connections as Record<string, unknown>[];
    assert.deepEqual(usb, { connection: 'usb', deviceId: 1 });
    assert.deepEqual([network?.connection, network?.deviceId], ['network', 2]);
    assert.match(String(network?.address), /^127\.62\./);
    assert.match((await backupLab(['devices'], { address })).stdout, / · USB \+ Wi-Fi · /);
  });

  it('watches what comes and goes by which way, until it is interrupted', async () => {
    const [phone] = simulator.devices;
    assert.ok(phone);
    const watched = await watch(
      simulator.address,
      [
        [2, () => phone.detach('usb')],
        [3, () => phone.attach()],
        [4, () => phone.detach('network')],
        [5, () => phone.detach()],
        [6, interrupt],
      ],
      ['--ndjson'],
      backupLabProcess,
    );
    assert.equal(watched.status, 10, watched.stderr);
    assert.deepEqual(eventsOf(watched), [
      { event: 'attached', via: 'usb', ways: 'usb' },
      { event: 'attached', via: 'network', ways: 'usb+network' },
      { event: 'detached', via: 'usb', ways: 'network' },
      { event: 'attached', via: 'usb', ways: 'usb+network' },
      { event: 'detached', via: 'network', ways: 'usb' },
      { event: 'detached', via: 'usb', ways: '' },
    ]);
    for (const row of rowsOf(watched.stdout)) {
      assert.deepEqual([row.schema, row.udid, row.name], ['backup-lab/device@1', phone.udid, 'iPhone']);
    }
  });

  it('tells in words, and that a device was paired', async () => {
    const [phone] = simulator.devices;
    assert.ok(phone);
    phone.detach('network');
    const { address } = simulator;
    const watched = await watch(address, [
      [1, () => void backupLab(['pair', phone.udid], { address })],
      [2, () => phone.detach()],
      [3, interrupt],
    ]);
    const about = `${phone.udid}  iPhone · iPhone 13 · iOS 17.5.1`;
    assert.deepEqual(watched.stdout.trimEnd().split('\n'), [
      `${about} · USB · does not trust this computer · USB attached`,
      `${about} · USB · paired`,
      `${about} · USB detached`,
    ]);
  });

  it('survives a restart of usbmuxd, and says so', async () => {
    const { address, devices } = simulator;
    const restart = async () => {
      await simulator.close();
      simulator = await startSimulator({ listen: parseListen(address) });
    };
    simulator.devices[0]?.detach('network');
    const watched = await watch(
      address,
      [
        [1, restart],
        [/usbmuxd is running again/, () => undefined],
        [3, interrupt],
      ],
      ['--ndjson'],
    );
    assert.equal(watched.status, 10, watched.stderr);
    assert.match(watched.stderr, /^.*\(link-lost\) Trying again until you press Ctrl\+C\.\nusbmuxd is running again\.\n/);
    assert.deepEqual(
      rowsOf(watched.stdout).map(({ event, udid }) => [event, udid]),
      ['attached', 'detached', 'attached'].map((event) => [event, devices[0]?.udid]),
    );
  });

  it('waits for a usbmuxd that is not there yet', async () => {
    const { address } = simulator;
    await simulator.close();
    const start = async () => {
      simulator = await startSimulator({ listen: parseListen(address) });
    };
    const watched = await watch(address, [
      [/\(usbmuxd-missing\) Trying/, start],
      [1, interrupt],
    ]);
    assert.equal(watched.status, 10, watched.stderr);
  });
});
