import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import { Device, UsbmuxClient, type UsbmuxEvent } from '../../../../src/device-protocol/index.ts';
import { hex, muxMessage, xmlDict, xmlValue } from '../../../support/byte-script.ts';
import { scriptMux } from '../../../support/scripted-peer.ts';
import { listenLocally } from '../../../support/socket-pair.ts';

const UDID = '00008110-001122334455667A';
const ok = xmlDict({ MessageType: 'Result', Number: 0 });
const result = (number: number) => xmlDict({ MessageType: 'Result', Number: number });
const device = (id: number, serial: string) =>
  `<dict><key>MessageType</key><string>Attached</string><key>DeviceID</key><integer>${id}</integer><key>Properties</key>${xmlDict({
    ConnectionType: 'USB',
    DeviceID: id,
    SerialNumber: serial,
  })}</dict>`;

/** A client of a mux that answers every request as told; `asked` collects the requests. */
async function withMux(answer: (request: string, tag: number) => string | Buffer | undefined) {
  const asked: string[] = [];
  const server = await listenLocally((socket) =>
    scriptMux(socket, (request, tag) => {
      asked.push(request);
      return answer(request, tag);
    }),
  );
  const client = new UsbmuxClient({ kind: 'tcp', host: '127.0.0.1', port: server.port });
  return { client, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('usbmux client', () => {
  it('introduces itself and lists devices, leaving out what is malformed', async () => {
    const list = `<dict><key>DeviceList</key><array>${device(4, '00008110001122334455667A')}<string>x</string><dict/>${device(0, 'zero')}</array></dict>`;
    await using mux = await withMux(() => list);
    const devices = await mux.client.listDevices();
    assert.deepEqual(
      devices.map(({ deviceId, udid }) => [deviceId, udid]),
      [[4, UDID]],
    );
    assert.equal(xmlValue(mux.asked[0] ?? '', 'MessageType'), 'ListDevices');
    assert.equal(xmlValue(mux.asked[0] ?? '', 'kLibUSBMuxVersion'), '3');
    assert.ok(xmlValue(mux.asked[0] ?? '', 'ProgName'));
    assert.ok(xmlValue(mux.asked[0] ?? '', 'ClientVersionString'));
  });

  const names: readonly [serial: string, udid: string | undefined][] = [
    ['00008110001122334455667A', UDID],
    ['00008110-001122334455667a', UDID],
    ['AB'.repeat(20), 'ab'.repeat(20)],
    [`.${UDID}.journal`, undefined],
    [`.${UDID}.safety`, undefined],
    [`${UDID}-20240101-000000`, undefined],
    [`${UDID}.broken-20240101-000000`, undefined],
    ['', undefined],
    ['.', undefined],
    ['..', undefined],
    ['../../etc', undefined],
    ['CON', undefined],
    ['a'.repeat(39), undefined],
    ['ａ'.repeat(40), undefined],
    [`${'a'.repeat(40)}\n${UDID}`, undefined],
  ];
  for (const [serial, udid] of names) {
    it(`${udid === undefined ? 'leaves out, and tells so once,' : 'knows'} a device called ${JSON.stringify(serial)}`, async () => {
      const attached = device(4, serial);
      await using mux = await withMux((request, tag) =>
        xmlValue(request, 'MessageType') === 'Listen'
          ? Buffer.concat([muxMessage(ok, tag), muxMessage(attached, 0), muxMessage(device(5, UDID), 0)])
          : `<dict><key>DeviceList</key><array>${attached}</array></dict>`,
      );
      const refused: string[] = [];
      mux.client.onDidRefuse((name) => refused.push(name));
      const expected = udid === undefined ? [] : [udid];
      for (let i = 0; i < 2; i++) {
        assert.deepEqual(
          (await mux.client.listDevices()).map((each) => each.udid),
          expected,
        );
      }
      const attachedNow: string[] = [];
      for await (const event of mux.client.listen()) {
        if (event.kind !== 'attached') continue;
        attachedNow.push(event.device.udid);
        if (event.device.deviceId === 5) break;
      }
      assert.deepEqual(attachedNow, [...expected, UDID]);
      assert.deepEqual(refused, udid === undefined ? [serial.slice(0, 100)] : []);
      if (udid === undefined) await assert.rejects(Device.open(mux.client, serial), { code: 'no-such-device' });
    });
  }

  it('tells of no more than a few names that are none', async () => {
    let next = 0;
    await using mux = await withMux(() => `<dict><key>DeviceList</key><array>${device(1, `none-${next++}`)}</array></dict>`);
    const refused: string[] = [];
    mux.client.onDidRefuse((name) => refused.push(name));
    for (let i = 0; i < 30; i++) assert.deepEqual(await mux.client.listDevices(), []);
    assert.equal(refused.length, 20);
  });

  it('tells of devices that are there, come, are paired and go', async () => {
    await using mux = await withMux((_request, tag) =>
      Buffer.concat([
        muxMessage(ok, tag),
        muxMessage(device(1, UDID), 0),
        muxMessage(xmlDict({ MessageType: 'SomethingNew' }), 0),
        muxMessage(xmlDict({ MessageType: 'Paired', DeviceID: 1 }), 0),
        muxMessage(xmlDict({ MessageType: 'Detached', DeviceID: 1 }), 0),
      ]),
    );
    const abort = new AbortController();
    const events: UsbmuxEvent[] = [];
    await assert.rejects(
      async () => {
        for await (const event of mux.client.listen(abort.signal)) {
          events.push(event);
          if (event.kind === 'detached') abort.abort();
        }
      },
      (error) => isCodedError(error, 'cancelled'),
    );
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['listening', 'attached', 'paired', 'detached'],
    );
  });

  it('says link-lost when usbmuxd ends while it should tell', async () => {
    await using server = await listenLocally((socket) =>
      scriptMux(socket, (_, tag) => (setImmediate(() => socket.end()), muxMessage(ok, tag))),
    );
    const client = new UsbmuxClient({ kind: 'tcp', host: '127.0.0.1', port: server.port });
    await assert.rejects(
      async () => {
        for await (const event of client.listen()) assert.equal(event.kind, 'listening');
      },
      (error) => isCodedError(error, 'link-lost'),
    );
  });

  it('connects to a port in network byte order; what the device says at once is not lost', async () => {
    await using mux = await withMux((_, tag) => Buffer.concat([muxMessage(ok, tag), Buffer.from('hello from the device')]));
    await using connection = await mux.client.connect(7, 62078);
    assert.equal(Buffer.from(await connection.readExactly(21)).toString(), 'hello from the device');
    assert.equal(xmlValue(mux.asked[0] ?? '', 'PortNumber'), '32498');
    assert.equal(xmlValue(mux.asked[0] ?? '', 'DeviceID'), '7');
  });

  const refusals: [number, string][] = [
    [1, 'usbmuxd-refused'],
    [2, 'no-such-device'],
    [3, 'service-unavailable'],
    [22, 'usbmuxd-refused'],
  ];
  for (const [number, code] of refusals) {
    it(`says ${code} for Result ${number}`, async () => {
      await using mux = await withMux(() => result(number));
      await assert.rejects(mux.client.connect(7, 1), (error) => isCodedError(error, code) && error.data.muxResult === number);
    });
  }

  it('knows a missing pair record from a refusal', async () => {
    await using absent = await withMux(() => result(2));
    assert.equal(await absent.client.readPairRecord(UDID), undefined);
    assert.equal(xmlValue(absent.asked[0] ?? '', 'PairRecordID'), UDID);
    await absent.client.deletePairRecord(UDID);
    await using refusing = await withMux(() => result(1));
    await assert.rejects(refusing.client.readPairRecord(UDID), (error) => isCodedError(error, 'usbmuxd-refused'));
    await assert.rejects(refusing.client.deletePairRecord(UDID), (error) => isCodedError(error, 'usbmuxd-refused'));
  });

  it('reads a pair record that another program wrote as XML, and says when it is broken', async () => {
    const data = (text: string) => `<data>${Buffer.from(text).toString('base64')}</data>`;
    const keys = ['DeviceCertificate', 'HostCertificate', 'HostPrivateKey', 'RootCertificate', 'EscrowBag'];
    const record = `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>${keys
      .map((key) => `<key>${key}</key>${data(key)}`)
      .join('')}<key>HostID</key><string>H</string><key>SystemBUID</key><string>30142955-444094379208051516</string></dict></plist>`;
    await using mux = await withMux(() => `<dict><key>PairRecordData</key>${data(record)}</dict>`);
    const read = await mux.client.readPairRecord(UDID);
    assert.ok(read);
    assert.equal(read.hostId, 'H');
    assert.equal(read.systemBuid, '30142955-444094379208051516');
    assert.equal(Buffer.from(read.escrowBag ?? []).toString(), 'EscrowBag');
    assert.equal(read.rootPrivateKey, undefined);

    for (const broken of ['garbage', record.replace('HostID', 'Other')]) {
      await using other = await withMux(() => `<dict><key>PairRecordData</key>${data(broken)}</dict>`);
      await assert.rejects(other.client.readPairRecord(UDID), (error) => isCodedError(error, 'pair-record-invalid'));
    }
  });

  it('reads the identity of the computer', async () => {
    await using mux = await withMux(() => xmlDict({ BUID: 'B-1' }));
    assert.equal(await mux.client.readBuid(), 'B-1');
  });

  it('refuses a mux that talks the old protocol only', async () => {
    await using mux = await withMux(() => Buffer.from(hex('14000000 00000000 01000000 01000000 06000000')));
    await assert.rejects(mux.client.readBuid(), (error) => isCodedError(error, 'protocol-violation'));
  });

  it('can be cancelled before and while it waits', async () => {
    await using mux = await withMux(() => Buffer.alloc(0));
    await assert.rejects(mux.client.listDevices(AbortSignal.abort()), (error) => isCodedError(error, 'cancelled'));
    const abort = new AbortController();
    const listing = mux.client.listDevices(abort.signal);
    setImmediate(() => abort.abort());
    await assert.rejects(listing, (error) => isCodedError(error, 'cancelled'));
  });
});
