/** The simulator's usbmuxd against bytes written by hand. */
import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../../../src/simulated-device/index.ts';
import { hex, muxMessage, xmlDict, xmlValue } from '../../../support/byte-script.ts';
import { RawHost, xmlData } from '../../../support/raw-host.ts';

describe('usbmuxd of the simulator', () => {
  let simulator: Simulator;
  let host: RawHost;

  beforeEach(async () => {
    simulator = await startSimulator({ devices: [{}, { preset: 'iphone-old' }] });
    host = await RawHost.connect(simulator.address);
  });

  afterEach(async () => {
    host[Symbol.dispose]();
    await simulator.close();
  });

  it('listens on a port of 127.0.0.1', () => {
    assert.match(simulator.address, /^127\.0\.0\.1:[1-9]\d*$/);
  });

  it('answers with version 1, message 8, the same tag, and a list without MessageType at its root', async () => {
    host.sendMux({ MessageType: 'ListDevices', ClientVersionString: 'test', ProgName: 'test', kLibUSBMuxVersion: 3 }, 77);
    const { header, body } = await host.receiveMux();
    assert.deepEqual(header.slice(1), [1, 8, 77]);
    assert.match(
      body,
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<!DOCTYPE plist [^>]+>\n<plist version="1.0">\s*<dict>\s*<key>DeviceList<\/key>\s*<array>/,
    );
    const serials = [...body.matchAll(/<key>SerialNumber<\/key>\s*<string>([^<]+)</g)].map((match) => match[1]);
    assert.deepEqual(
      serials,
      simulator.devices.map(({ udid }) => udid),
    );
    assert.match(body, /<key>ConnectionType<\/key>\s*<string>USB<\/string>/);
    assert.equal(xmlValue(body, 'ConnectionSpeed'), '480000000');
    assert.equal(xmlValue(body, 'ProductID'), '4776');
    assert.deepEqual(
      [...body.matchAll(/<key>MessageType<\/key>\s*<string>([^<]+)</g)].map((match) => match[1]),
      ['Attached', 'Attached'],
    );
  });

  it('answers the binary protocol with RESULT 6 and ends', async () => {
    host.send(hex('10 00 00 00 00 00 00 00 03 00 00 00 07 00 00 00'));
    assert.deepEqual(await host.ended(), Buffer.from(hex('14 00 00 00 00 00 00 00 01 00 00 00 07 00 00 00 06 00 00 00')));
  });

  it('answers what it does not know with Result 1, goes on, and remembers it', async () => {
    for (const message of [{ MessageType: 'Dance' }, { Nothing: 1 }]) {
      host.sendMux(message, 5);
      const { header, body } = await host.receiveMux();
      assert.equal(header[3], 5);
      assert.equal(xmlValue(body, 'MessageType'), 'Result');
      assert.equal(xmlValue(body, 'Number'), '1');
    }
    assert.equal(simulator.violations.length, 2);
    assert.match(simulator.violations[0] ?? '', /Dance/);
    host.sendMux({ MessageType: 'ReadBUID' });
    assert.match((await host.receiveMux()).body, /<key>BUID<\/key>\s*<string>[0-9A-F-]{36}<\/string>/);
  });

  it('takes requests in single bytes, and several in one piece', async () => {
    const request = muxMessage(xmlDict({ MessageType: 'ReadBUID' }), 3);
    for (const byte of request) host.send(Uint8Array.of(byte));
    assert.equal((await host.receiveMux()).header[3], 3);
    host.send(Buffer.concat([1, 2, 3].map((tag) => muxMessage(xmlDict({ MessageType: 'ReadBUID' }), tag))));
    for (const tag of [1, 2, 3]) assert.equal((await host.receiveMux()).header[3], tag);
  });

  for (const [what, bytes] of [
    ['an absurd length', hex('ff ff ff 7f 01 00 00 00 08 00 00 00 01 00 00 00')],
    ['a length shorter than the header', hex('04 00 00 00 01 00 00 00 08 00 00 00 01 00 00 00')],
    ['a body that is no property list', Buffer.concat([hex('14 00 00 00 01 00 00 00 08 00 00 00 01 00 00 00'), Buffer.from('rust')])],
  ] as const) {
    it(`ends a connection with ${what} and goes on with the others`, async () => {
      using rude = await RawHost.connect(simulator.address);
      rude.send(bytes);
      assert.equal((await rude.ended()).length, 0);
      host.sendMux({ MessageType: 'ReadBUID' });
      assert.equal((await host.receiveMux()).header[2], 8);
      assert.equal(simulator.violations.length, 1);
    });
  }

  it('outlives a client that leaves in the middle of a message', async () => {
    const rude = await RawHost.connect(simulator.address);
    rude.send(hex('40 00 00 00 01 00'));
    rude[Symbol.dispose]();
    host.sendMux({ MessageType: 'ReadBUID' });
    await host.receiveMux();
    assert.deepEqual(simulator.violations, []);
  });

  it('refuses a device that is not there with 2 and a port on which nothing listens with 3', async () => {
    for (const [deviceId, port, result] of [
      [99, 32498, '2'],
      [1, 256, '3'],
    ] as const) {
      host.sendMux({ MessageType: 'Connect', DeviceID: deviceId, PortNumber: port });
      assert.equal(xmlValue((await host.receiveMux()).body, 'Number'), result);
    }
  });

  it('gives pair records back byte for byte, under any spelling of the UDID', async () => {
    const [device] = simulator.devices;
    assert(device);
    const record = Buffer.from('bplist00 is not even looked at \u0000\u0001\r\n', 'latin1');
    const save = (id: string) =>
      `<dict><key>MessageType</key><string>SavePairRecord</string><key>PairRecordID</key><string>${id}</string><key>PairRecordData</key>${xmlData(record)}</dict>`;
    host.send(muxMessage(save(device.udid), 1));
    assert.equal(xmlValue((await host.receiveMux()).body, 'Number'), '0');
    for (const id of [device.udid, device.udid.replace('-', ''), device.udid.toLowerCase()]) {
      host.sendMux({ MessageType: 'ReadPairRecord', PairRecordID: id });
      assert.equal(xmlValue((await host.receiveMux()).body, 'PairRecordData')?.replaceAll(/\s/g, ''), record.toString('base64'));
    }
    for (const [message, result] of [
      ['DeletePairRecord', '0'],
      ['DeletePairRecord', '2'],
      ['ReadPairRecord', '2'],
    ] as const) {
      host.sendMux({ MessageType: message, PairRecordID: device.udid });
      assert.equal(xmlValue((await host.receiveMux()).body, 'Number'), result);
    }
  });

  it('refuses to save a record without an id or without data', async () => {
    host.sendMux({ MessageType: 'SavePairRecord', PairRecordID: simulator.devices[0]?.udid ?? '' });
    assert.equal(xmlValue((await host.receiveMux()).body, 'Number'), '22');
  });

  it('tells a listener who is there, who comes and goes, and who was paired', async () => {
    const [first, second] = simulator.devices;
    assert(first && second);
    const nextEvent = async () => {
      const { header, body } = await host.receiveMux();
      return [header[3], xmlValue(body, 'MessageType'), xmlValue(body, 'DeviceID')];
    };
    host.sendMux({ MessageType: 'Listen' }, 9);
    assert.equal((await host.receiveMux()).header[3], 9);
    assert.deepEqual(await nextEvent(), [0, 'Attached', '1']);
    assert.deepEqual(await nextEvent(), [0, 'Attached', '2']);
    first.detach();
    assert.deepEqual(await nextEvent(), [0, 'Detached', '1']);
    first.attach();
    assert.deepEqual(await nextEvent(), [0, 'Attached', '3']);
    using other = await RawHost.connect(simulator.address);
    other.send(
      muxMessage(
        `<dict><key>MessageType</key><string>SavePairRecord</string><key>PairRecordID</key><string>${second.udid}</string><key>PairRecordData</key>${xmlData('x')}</dict>`,
        1,
      ),
    );
    assert.deepEqual(await nextEvent(), [0, 'Paired', '2']);
    const third = simulator.addDevice({ preset: 'ipad' });
    assert.deepEqual(await nextEvent(), [0, 'Attached', '4']);
    simulator.removeDevice(third.udid);
    assert.deepEqual(await nextEvent(), [0, 'Detached', '4']);
    assert.equal(simulator.devices.length, 2);
  });

  it('breaks the streams of a device that is unplugged, and only those', async () => {
    await host.connectTo(1, 62078);
    using other = await RawHost.connect(simulator.address);
    await other.connectTo(2, 62078);
    simulator.devices[0]?.detach();
    await host.ended();
    assert.match(await other.ask({ Request: 'QueryType', Label: 'test' }), /com\.apple\.mobile\.lockdown/);
  });

  it('ends every connection when it closes, and can be closed twice', async () => {
    host.sendMux({ MessageType: 'Listen' });
    await host.receiveMux();
    await simulator.close();
    await host.ended();
    await simulator.close();
    await assert.rejects(RawHost.connect(simulator.address));
  });
});
