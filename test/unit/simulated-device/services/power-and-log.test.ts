/** What hosts of all kinds ask beside backups: switching the phone off, its log, its home screen; requests written by hand. */
import assert from 'node:assert/strict';
import { parsePlist, stringAt, type PlistDict, type PlistValue } from '../../../../src/formats/index.ts';
import {
  standingClock,
  startSimulator,
  type SimulatedDevice,
  type SimulatedDeviceOptions,
} from '../../../../src/simulated-device/index.ts';
import { xmlDict, xmlValue } from '../../../support/byte-script.ts';
import type { RawHost } from '../../../support/raw-host.ts';
import { errorIn, lockdown, openServices, pairRaw, startSessionRaw } from '../../../support/raw-pairing.ts';

const RELAY = 'com.apple.mobile.diagnostics_relay';
const SPRINGBOARD = 'com.apple.springboardservices';
const SYSLOG = 'com.apple.syslog_relay';

async function phoneWith(options: SimulatedDeviceOptions = {}) {
  const simulator = await startSimulator({ devices: [{ restartSeconds: 0.01, ...options }] });
  const [phone] = simulator.devices;
  assert.ok(phone);
  const services = await openServices(simulator.address);
  return {
    simulator,
    phone,
    services,
    [Symbol.asyncDispose]: async () => {
      services[Symbol.dispose]();
      await simulator.close();
      assert.deepEqual(simulator.violations, []);
    },
  };
}

/** Resolves when the phone has been switched on or off as often as `count` says. */
async function changes(phone: SimulatedDevice, kind: 'attached' | 'detached', count = 1): Promise<void> {
  const met = Promise.withResolvers<undefined>();
  let left = count;
  const listener = phone.onDidChange((change) => {
    if (change === kind && --left === 0) met.resolve(undefined);
  });
  await met.promise;
  listener.dispose();
}

function yes(key: string, request: string): string {
  return xmlDict({ Request: request }).replace('</dict>', `<key>${key}</key><true/></dict>`);
}

describe('diagnostics_relay: switching the phone off', () => {
  for (const request of ['Restart', 'Sleep'] as const) {
    it(`${request}: answers, is gone once the host has left, and comes back`, async () => {
      await using sim = await phoneWith();
      const before = sim.phone.deviceId;
      const relay = await sim.services.open(RELAY);
      assert.equal(xmlValue(await relay.ask(yes('WaitForDisconnect', request)), 'Status'), 'Success');
      assert.equal(xmlValue(await relay.ask({ Request: 'Goodbye' }), 'Status'), 'Success');
      assert.equal(sim.phone.isAttached, true);
      const back = changes(sim.phone, 'attached');
      relay[Symbol.dispose]();
      await back;
      assert.notEqual(sim.phone.deviceId, before);
      assert.deepEqual([sim.phone.power.absence, sim.phone.power.restarts], [undefined, request === 'Restart' ? 1 : 0]);
    });
  }

  it('a host that stays and said nothing of waiting is left by the phone', async () => {
    await using sim = await phoneWith();
    const relay = await sim.services.open(RELAY);
    const back = changes(sim.phone, 'attached');
    assert.equal(xmlValue(await relay.ask({ Request: 'Restart' }), 'Status'), 'Success');
    await Promise.all([relay.ended(), back]);
    assert.equal(sim.phone.power.restarts, 1);
  });

  it('Shutdown: stays off until somebody plugs the phone in', async () => {
    await using sim = await phoneWith();
    const relay = await sim.services.open(RELAY);
    const off = changes(sim.phone, 'detached');
    await relay.ask(yes('WaitForDisconnect', 'Shutdown'));
    relay[Symbol.dispose]();
    await off;
    assert.deepEqual([sim.phone.power.absence, sim.phone.isAttached, sim.phone.power.restarts], ['off', false, 0]);
    sim.phone.attach();
    assert.deepEqual([sim.phone.power.absence, sim.phone.isAttached, sim.phone.power.restarts], [undefined, true, 1]);
  });

  it('a phone that is off comes back by its cable when it is restarted', async () => {
    await using sim = await phoneWith();
    const relay = await sim.services.open(RELAY);
    const off = changes(sim.phone, 'detached');
    await relay.ask({ Request: 'Shutdown' });
    await off;
    await sim.phone.reboot();
    assert.deepEqual([sim.phone.power.absence, sim.phone.connections], [undefined, ['usb']]);
  });
});

describe('diagnostics_relay: what is asked of parts', () => {
  it('All, and each part alone, as a log shows them', async () => {
    await using sim = await phoneWith({ preset: 'iphone-old' });
    const relay = await sim.services.open(RELAY);
    const all = diagnosticsIn(await relay.ask({ Request: 'All' }));
    assert.deepEqual([...all.keys()], ['GasGauge', 'HDMI', 'NAND', 'WiFi']);
    for (const [part, value] of all) assert.deepEqual(diagnosticsIn(await relay.ask({ Request: part })), new Map([[part, value]]), part);
    assert.equal((all.get('NAND') as PlistDict).get('Status'), 'NANDInfoFailed');
  });

  it('IORegistry: the battery; everything else is empty, and no failure', async () => {
    await using sim = await phoneWith();
    const relay = await sim.services.open(RELAY);
    for (const asked of [{ EntryName: 'AppleSmartBattery' }, { EntryClass: 'IOPMPowerSource' }]) {
      const battery = diagnosticsIn(await relay.ask({ Request: 'IORegistry', ...asked })).get('IORegistry') as PlistDict;
      assert.equal(battery.get('CurrentCapacity'), 70n);
    }
    for (const asked of [{ CurrentPlane: 'IODeviceTree' }, { EntryName: 'nobody' }, {}]) {
      const reply = await relay.ask({ Request: 'IORegistry', ...asked });
      assert.equal(xmlValue(reply, 'Status'), 'Success');
      assert.doesNotMatch(reply, /Diagnostics/);
    }
  });
});

function diagnosticsIn(reply: string): PlistDict {
  const plist = parsePlist(Buffer.from(reply));
  const diagnostics = plist instanceof Map ? plist.get('Diagnostics') : undefined;
  assert.ok(diagnostics instanceof Map, reply);
  return diagnostics;
}

describe('springboardservices', () => {
  async function ask(host: RawHost, entries: Parameters<RawHost['sendFrame']>[0]): Promise<PlistValue> {
    host.sendFrame(entries);
    return parsePlist(await host.receive((await host.receive(4)).readUInt32BE()));
  }

  it('getIconState: the dock and the pages hold every application once; what a host moves stays moved, and an erasure forgets it', async () => {
    await using sim = await phoneWith();
    const host = await sim.services.open(SPRINGBOARD);
    const state = await ask(host, { command: 'getIconState', formatVersion: '2' });
    assert.ok(Array.isArray(state));
    const icons = state.flatMap((page) => (Array.isArray(page) ? page : assert.fail('a page is no list')));
    const shown = icons.map((icon) => (icon instanceof Map ? stringAt(icon, 'bundleIdentifier') : undefined));
    const installed = sim.phone.content.applications().filter(({ containerClass }) => containerClass === 'Data/Application');
    assert.deepEqual(shown.toSorted(), installed.map(({ id }) => id).sort());
    const moved = '<dict><key>command</key><string>setIconState</string><key>iconState</key><array><array/><array/></array></dict>';
    assert.deepEqual(await ask(host, moved), new Map());
    assert.deepEqual(await ask(host, { command: 'getIconState' }), [[], []]);
    await sim.phone.erase();
    assert.equal(sim.phone.iconState, undefined);
  });

  it('orientation, metrics and wallpaper', async () => {
    await using sim = await phoneWith();
    const host = await sim.services.open(SPRINGBOARD);
    assert.deepEqual(await ask(host, { command: 'getInterfaceOrientation' }), new Map([['interfaceOrientation', 1n]]));
    const metrics = await ask(host, { command: 'getHomeScreenIconMetrics' });
    assert.ok(metrics instanceof Map && metrics.get('homeScreenIconColumns') === 4n && metrics.get('homeScreenWidth') === 390n);
    for (const command of ['getHomeScreenWallpaperPNGData', 'getWallpaperPreviewImage']) {
      const wallpaper = await ask(host, { command, wallpaperName: 'homescreen' });
      const png = wallpaper instanceof Map ? wallpaper.get('pngData') : undefined;
      assert.ok(png instanceof Uint8Array && Buffer.from(png).readUInt32BE(16) > 0, command);
    }
    assert.deepEqual(
      await ask(host, { command: 'getWallpaperInfo', wallpaperName: 'lockscreen' }),
      new Map([['wallpaperName', 'lockscreen']]),
    );
  });
});

describe('syslog_relay', () => {
  /** The lines up to one that matches. */
  async function linesUntil(host: RawHost, pattern: RegExp): Promise<string[]> {
    const lines: string[] = [];
    for (let line = ''; ; line = '') {
      while (!line.endsWith('\n\0')) line += (await host.receive(1)).toString('latin1');
      lines.push(Buffer.from(line.slice(0, -2), 'latin1').toString('utf8'));
      if (pattern.test(lines.at(-1) ?? '')) return lines;
    }
  }

  it('says what the phone does, a line each, from the moment somebody listens', async () => {
    await using sim = await phoneWith({ clock: standingClock(new Date('2026-01-02T03:04:05Z')), name: 'My phone' });
    sim.phone.postNotification('com.example.before');
    const host = await sim.services.open(SYSLOG);
    const [first] = await linesUntil(host, /./);
    assert.match(first ?? '', /^Jan {2}2 03:04:05 My-phone syslog_relay\[\d+\] <Notice>: a host listens$/);
    sim.phone.postNotification('com.example.after');
    sim.phone.log.info('backup: full, 3 files of 12 bytes to send');
    sim.phone.locked = true;
    const lines = await linesUntil(host, /SpringBoard/);
    assert.deepEqual(
      lines.map((line) => line.replace(/^.*? My-phone (\w+)\[\d+\]/, '$1')),
      [
        'notifyd <Notice>: com.example.after is posted by this phone',
        'BackupAgent2 <Notice>: backup: full, 3 files of 12 bytes to send',
        'SpringBoard <Notice>: the passcode lock was turned on or off',
      ],
    );
  });

  it('tells what hosts ask lockdownd, refusals among it, but no value', async () => {
    await using sim = await phoneWith();
    const host = await sim.services.open(SYSLOG);
    await linesUntil(host, /a host listens/);
    using other = await lockdown(sim.simulator.address);
    await other.ask({ Request: 'GetValue', Key: 'DeviceName' });
    await other.ask({ Request: 'GetValue', Key: 'SerialNumber' });
    const said = (await linesUntil(host, /refused/)).join('\n');
    assert.match(said, /lockdownd\[\d+\] <Notice>: GetValue \/DeviceName\n/);
    assert.match(said, /lockdownd\[\d+\] <Error>: GetValue \/SerialNumber is refused: GetProhibited$/);
  });

  it('takes no line from a host: line ends in what hosts say are spaces', async () => {
    await using sim = await phoneWith();
    const host = await sim.services.open(SYSLOG);
    await linesUntil(host, /a host listens/);
    sim.phone.notifications.post('com.example\n\0Jan  1 00:00:00 x kernel[0] <Notice>: forged\u2028', 'host');
    const [line] = await linesUntil(host, /forged/);
    assert.match(line ?? '', /com\.example Jan {2}1 00:00:00 x kernel\[0\] <Notice>: forged {2}is posted by a host$/);
  });

  it('a host that does not read costs a thousand lines and no more, and hears how many it missed', async () => {
    await using sim = await phoneWith();
    const host = await sim.services.open(SYSLOG);
    await linesUntil(host, /a host listens/);
    // In one turn: nothing can be written between.
    for (let n = 0; n < 5000; n++) sim.phone.postNotification(`com.example.number-${n}`);
    const lines = await linesUntil(host, /dropped/);
    assert.equal(lines.length, 1001);
    assert.match(lines.at(-1) ?? '', / <Warning>: 4000 lines dropped$/);
  });

  it('ends with its host and with the cable, and then nobody listens', async () => {
    await using sim = await phoneWith();
    const host = await sim.services.open(SYSLOG);
    await linesUntil(host, /a host listens/);
    const other = await sim.services.open(SYSLOG);
    await linesUntil(other, /a host listens/);
    assert.equal(sim.phone.syslog.listeners, 2);
    host[Symbol.dispose]();
    await linesUntil(other, /syslog_relay: the host has left/);
    assert.equal(sim.phone.syslog.listeners, 1);
    sim.phone.detach();
    await other.ended();
    await sim.phone.state.settled();
    assert.equal(sim.phone.syslog.listeners, 0);
  });
});

describe('os_trace_relay, read as pymobiledevice3 reads it', () => {
  /** The fields of an entry at the places where that program looks for them. */
  async function entry(host: RawHost) {
    assert.deepEqual([...(await host.receive(1))], [2]);
    const body = await host.receive((await host.receive(4)).readUInt32LE());
    const [seconds, microseconds] = [body.readUInt32LE(55), body.readUInt32LE(63)];
    const [nameLength, textLength] = [body.readUInt16LE(107), body.readUInt16LE(109)];
    const pathEnd = body.indexOf(0, 129) + 1;
    const texts = body.subarray(pathEnd);
    assert.equal(texts.length, nameLength + textLength + body.readUInt32LE(117) + body.readUInt32LE(121));
    const text = (from: number, length: number) => texts.toString('utf8', from, from + length - 1);
    return {
      pid: body.readUInt32LE(9),
      date: new Date(seconds * 1000 + microseconds / 1000),
      level: body[68],
      path: body.toString('utf8', 129, pathEnd - 1),
      name: text(0, nameLength),
      message: text(nameLength, textLength),
    };
  }

  it('streams the log, tells who speaks in it, and has no archive', async () => {
    const now = new Date('2026-01-02T03:04:05.678Z');
    await using sim = await phoneWith({ clock: standingClock(now) });
    const host = await sim.services.open('com.apple.os_trace_relay');
    host.sendFrame({ Request: 'StartActivity', MessageFilter: 65535, Pid: -1, StreamFlags: 60 });
    const lengthOfLength = (await host.receive(4)).readUInt32LE();
    const length = Number(
      `0x${Buffer.from(await host.receive(lengthOfLength))
        .reverse()
        .toString('hex')}`,
    );
    assert.deepEqual(parsePlist(await host.receive(length)), new Map([['Status', 'RequestSuccessful']]));
    const first = await entry(host);
    assert.deepEqual(
      [first.name, first.path, first.message, first.level],
      ['os_trace_relay', '/usr/libexec/os_trace_relay', 'a host listens', 0],
    );
    assert.deepEqual(first.date, now);
    sim.phone.log.error('backup: gräßlich');
    const second = await entry(host);
    assert.deepEqual([second.name, second.message, second.level], ['BackupAgent2', 'backup: gräßlich', 0x10]);
    for (const [request, expected] of [
      [{ Request: 'PidList' }, 'RequestSuccessful'],
      [{ Request: 'CreateArchive' }, 'RequestFailed'],
    ] as const) {
      const other = await sim.services.open('com.apple.os_trace_relay');
      other.sendFrame(request);
      await other.receive(1);
      const answer = parsePlist(Buffer.from(await other.receiveFrame()));
      assert.ok(answer instanceof Map);
      assert.equal(answer.get('Status'), expected);
      const payload = answer.get('Payload');
      if (payload instanceof Map) assert.deepEqual(payload.get(String(second.pid)), new Map([['ProcessName', 'BackupAgent2']]));
      else assert.equal(expected, 'RequestFailed');
      await other.ended();
    }
  });
});

describe('EnterRecovery', () => {
  for (const [version, withSession, obeys] of [
    ['14.3', false, true],
    ['17.5.1', false, false],
    ['17.5.1', true, true],
  ] as const) {
    it(`iOS ${version} ${withSession ? 'in' : 'without'} a session: ${obeys ? 'leaves for recovery mode' : 'is refused'}`, async () => {
      const preset = version === '14.3' ? 'iPhone8,4' : 'iphone';
      const simulator = await startSimulator({ devices: [{ preset, productVersion: version, restartSeconds: 0.01 }] });
      const [phone] = simulator.devices;
      assert.ok(phone);
      using host = await lockdown(simulator.address);
      if (withSession) await startSessionRaw(host, await pairRaw(host));
      const gone = obeys ? changes(phone, 'detached') : undefined;
      const reply = await host.ask({ Request: 'EnterRecovery' });
      assert.deepEqual([errorIn(reply), xmlValue(reply, 'Request')], [obeys ? undefined : 'SessionInactive', 'EnterRecovery']);
      if (obeys) host[Symbol.dispose]();
      await gone;
      assert.equal(phone.power.absence, obeys ? 'recovery' : undefined);
      await phone.reboot();
      assert.deepEqual([phone.power.absence, phone.isAttached], [undefined, true]);
      await simulator.close();
      assert.deepEqual(simulator.violations, []);
    });
  }
});
