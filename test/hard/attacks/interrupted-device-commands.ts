/** Ctrl+C at random moments of every command that talks to a device: with an honest phone, and with phones that fall silent somewhere. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsbmuxClient, parseUsbmuxAddress } from '../../../src/device-protocol/index.ts';
import { startSimulator, type Simulator } from '../../../src/simulated-device/index.ts';
import { backupLab } from '../../support/backup-lab.ts';
import { trialContent } from '../../support/faults/trial-content.ts';
import { interruptAtRandomMoments, type InterruptedCommand } from '../../support/interrupted-command.ts';
import { trustQuickly } from '../../support/quick-trust.ts';
import type { Attack, AttackScene } from '../attack.ts';
import { END_OF_FILES, chunk, name } from '../attackers/backup-agent.ts';
import { PHONE_UDID, startMaliciousPhone, type Mischief } from '../attackers/malicious-phone.ts';
import type { PhoneWire } from '../attackers/phone-wire.ts';

const SPAN_MS = 2500;
const PASSWORD = { NEW_PASSWORD: 'correct horse' };

interface Honest {
  readonly simulator: Simulator;
  readonly udid: string;
  /** A folder that holds a backup of the phone. */
  readonly directory: string;
  /** A folder of its own for each run. */
  readonly fresh: () => string;
}

type Interrupted = Pick<InterruptedCommand, 'args' | 'finishesWith' | 'spanMs' | 'env'>;

/** The statuses of a whole run, and the command; `pair` waits for ever here. */
const HONEST: readonly [name: string, command: (phone: Honest) => Interrupted][] = [
  ['devices', () => ({ args: () => ['devices'], finishesWith: [0] })],
  ['devices-watch', () => ({ args: () => ['devices', '--watch'], spanMs: SPAN_MS })],
  ['info', ({ udid }) => ({ args: () => ['info', udid], finishesWith: [0] })],
  // 9: only the check was cancelled, and the backup is kept.
  ['backup', ({ udid, fresh }) => ({ args: () => ['backup', udid, fresh()], finishesWith: [0, 9] })],
  ['backup-again', ({ udid, directory }) => ({ args: () => ['backup', udid, directory, '--full'], finishesWith: [0, 9] })],
  [
    'restore',
    ({ udid, directory }) => ({ args: () => ['restore', udid, join(directory, udid), '--yes', '--no-reboot'], finishesWith: [0, 5] }),
  ],
  [
    'encryption',
    ({ udid, directory }) => ({
      args: () => ['encryption', 'on', udid, directory, '--new-password-env', 'NEW_PASSWORD'],
      env: PASSWORD,
      // A phone that has taken the password has one.
      finishesWith: [0, 9, 11],
    }),
  ],
  ['cloud', ({ udid }) => ({ args: () => ['cloud', 'status', udid], finishesWith: [0] })],
  ['unpair', ({ udid }) => ({ args: () => ['unpair', udid], finishesWith: [0, 4] })],
  ['pair', ({ udid }) => ({ args: () => ['pair', udid, '--wait', '600'], finishesWith: [0] })],
  ['simulate', () => ({ args: () => ['simulate', '--device', 'iphone,connection=both'], spanMs: SPAN_MS, finishesWith: [0] })],
];

async function honestly(scene: AttackScene, command: (phone: Honest) => Interrupted): Promise<string> {
  const { folder, rounds } = scene;
  await using simulator = await startSimulator({ devices: [{ content: trialContent(), keybagRounds: 'low' }] });
  const { address } = simulator;
  const directory = join(folder, 'backups');
  mkdirSync(directory);
  const phone = simulator.devices[0] ?? assert.fail();
  await trustQuickly({ phone, mux: new UsbmuxClient(parseUsbmuxAddress(address)) });
  assert.equal((await backupLab(['backup', phone.udid, directory, '--verify', 'off'], { address })).status, 0);
  let made = 0;
  const fresh = () => {
    const path = join(folder, String(made++));
    mkdirSync(path);
    return path;
  };
  const { slowestMs, cancelled } = await interruptAtRandomMoments({
    ...command({ simulator, udid: phone.udid, directory, fresh }),
    address,
    moments: rounds(2, 10),
  });
  await simulator.settled();
  // Between the start of a service and the way to it nothing can be taken back; phones close such a port by themselves.
  const leftovers = simulator.leftovers().filter((text) => !text.endsWith('was started, but nobody connected to it'));
  assert.deepEqual(leftovers, []);
  return noteOf(cancelled, slowestMs);
}

function noteOf(cancelled: number, slowestMs: number): string {
  return `${String(cancelled)} cancelled, the slowest within ${(slowestMs / 1000).toFixed(1)} s (2 s are the goal)`;
}

const silent = (wire: PhoneWire) => wire.silence();
const backup = ['backup', PHONE_UDID];

/** Where a phone falls silent, and the command that meets it there. */
const SILENT: readonly [name: string, args: readonly string[], mischief: Mischief][] = [
  ['usbmuxd', ['devices'], { mux: { ListDevices: (_, wire) => wire.silence() } }],
  ['connect', ['info', PHONE_UDID], { mux: { Connect: (_, wire) => wire.silence() } }],
  ['lockdownd', ['info', PHONE_UDID], { lockdown: { GetValue: silent } }],
  ['pairing', ['pair', PHONE_UDID, '--wait', '600'], { lockdown: { GetValue: silent } }],
  ['unpairing', ['unpair', PHONE_UDID], { lockdown: { Unpair: silent } }],
  ['cloud', ['cloud', 'on', PHONE_UDID], { backup: ({ wire }) => wire.silence() }],
  ['password', ['encryption', 'on', PHONE_UDID, '--new-password-env', 'NEW_PASSWORD'], { backup: ({ wire }) => wire.silence() }],
  ['session', backup, { lockdown: { StartSession: silent } }],
  ['start-of-service', backup, { lockdown: { StartService: silent } }],
  ['greeting', backup, { services: { 'com.apple.mobilebackup2': silent } }],
  ['afc', backup, { services: { 'com.apple.afc': silent } }],
  ['applications', backup, { services: { 'com.apple.mobile.installation_proxy': silent } }],
  ['notifications', backup, { services: { 'com.apple.mobile.notification_proxy': silent }, backup: ({ wire }) => wire.silence() }],
  ['request', backup, { backup: ({ wire }) => wire.silence() }],
  [
    'upload',
    backup,
    {
      backup: async (agent) => {
        await agent.beginUpload();
        await agent.wire.write(name('/var/a'), name(`${agent.udid}/a`), chunk(0x0c, Buffer.alloc(1000)));
        await agent.wire.silence();
      },
    },
  ],
  [
    'reader',
    backup,
    {
      backup: async (agent) => {
        await agent.beginUpload();
        await agent.wire.write(name('/var/a'), name(`${agent.udid}/a`), chunk(0x0c, Buffer.alloc(262_144)), chunk(0), END_OF_FILES);
        await agent.status();
        await agent.say('DLMessageDownloadFiles', [`${agent.udid}/a`], new Map(), 0, 0n);
        await agent.wire.silence();
      },
    },
  ],
];

/** One for each kind of waiting; all of them take minutes. */
const SHORT: ReadonlySet<string> = new Set(['lockdownd', 'greeting', 'applications', 'upload', 'reader']);

async function silently({ folder, rounds }: AttackScene, args: readonly string[], mischief: Mischief): Promise<string> {
  await using phone = await startMaliciousPhone(mischief);
  const directory = join(folder, 'backups');
  mkdirSync(directory);
  const { slowestMs, cancelled } = await interruptAtRandomMoments({
    args: () => (args === backup ? [...args, directory] : args),
    address: phone.address,
    env: PASSWORD,
    spanMs: SPAN_MS,
    moments: rounds(1, 10),
  });
  return noteOf(cancelled, slowestMs);
}

export const ATTACKS: readonly Attack[] = [
  ...HONEST.map(([command, interrupted]): Attack => ({
    id: `interrupted-${command}`,
    area: 'bounds of a phone',
    what: `Ctrl+C at random moments of ${command}`,
    holds: 'cancelled at once, nothing left behind on the phone',
    short: true,
    run: (scene) => honestly(scene, interrupted),
  })),
  ...SILENT.map(([where, args, mischief]): Attack => ({
    id: `interrupted-silent-${where}`,
    area: 'bounds of a phone',
    what: `Ctrl+C at random moments of ${args[0] ?? ''} while the phone says nothing (${where})`,
    holds: 'cancelled at once',
    short: SHORT.has(where),
    run: (scene) => silently(scene, args, mischief),
  })),
];
