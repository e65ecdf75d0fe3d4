import assert from 'node:assert/strict';
import { decodeAttached, encodeAttached, preferCable, type AttachedDevice } from '../../../../src/device-protocol/index.ts';
import { asUdid, dict, type PlistValue } from '../../../../src/formats/index.ts';

const properties = { ConnectionType: 'USB', DeviceID: 3n, LocationID: 17n, ProductID: 4776n, ConnectionSpeed: 480_000_000n };
const attached = (own: Record<string, PlistValue | undefined>) =>
  dict({ MessageType: 'Attached', DeviceID: 3n, Properties: dict({ ...properties, ...own }) });

describe('attached device', () => {
  it('has a UDID with its dash, whatever the cable calls it', () => {
    for (const serial of ['00008110001122334455667A', '00008110-001122334455667A', '00008110-001122334455667a']) {
      assert.equal(decodeAttached(attached({ SerialNumber: serial }))?.udid, '00008110-001122334455667A');
    }
    const long = '00112233445566778899aabbccddeeff00112233';
    assert.equal(decodeAttached(attached({ SerialNumber: long.toUpperCase() }))?.udid, long);
  });

  it('keeps what usbmuxd says about the connection', () => {
    assert.deepEqual(decodeAttached(attached({ SerialNumber: 'ab'.repeat(20) })), {
      deviceId: 3,
      udid: 'ab'.repeat(20),
      connectionType: 'usb',
      productId: 4776,
      locationId: 17,
      connectionSpeed: 480_000_000,
    });
    assert.equal(decodeAttached(attached({ SerialNumber: 'ab'.repeat(20), ConnectionType: 'Network' }))?.connectionType, 'network');
  });

  it('is none when what it must have is missing or makes no sense', () => {
    assert.equal(decodeAttached(dict({ DeviceID: 3n })), undefined);
    assert.equal(decodeAttached(attached({})), undefined);
    assert.equal(decodeAttached(attached({ SerialNumber: '' })), undefined);
    assert.equal(decodeAttached(attached({ SerialNumber: 'x', ConnectionType: 'Pigeon' })), undefined);
    assert.equal(decodeAttached(dict({ DeviceID: 0n, Properties: dict({ ...properties, SerialNumber: 'x' }) })), undefined);
    assert.equal(
      decodeAttached(dict({ DeviceID: 'three', Properties: dict({ ...properties, DeviceID: 1.5, SerialNumber: 'x' }) })),
      undefined,
    );
  });

  it('is announced with every key that libusbmuxd wants', () => {
    const announced = encodeAttached({ deviceId: 2, udid: asUdid('00008110-001122334455667A'), connectionType: 'usb', locationId: 5 });
    assert.deepEqual(
      announced,
      dict({
        DeviceID: 2n,
        MessageType: 'Attached',
        Properties: dict({
          ConnectionSpeed: 480_000_000n,
          ConnectionType: 'USB',
          DeviceID: 2n,
          LocationID: 5n,
          ProductID: 0x12a8n,
          SerialNumber: '00008110-001122334455667A',
        }),
      }),
    );
  });

  for (const connectionType of ['usb', 'network'] as const) {
    it(`says by ${connectionType} that it is simulated, when it is; nothing else counts as saying so`, () => {
      const network = connectionType === 'network' ? { address: '127.0.0.2', serviceName: undefined, interfaceIndex: 1 } : undefined;
      const device = { deviceId: 2, udid: asUdid('00008110-001122334455667A'), connectionType, network };
      assert.equal(decodeAttached(encodeAttached({ ...device, isSimulated: true }))?.isSimulated, true);
      assert.equal(decodeAttached(encodeAttached(device))?.isSimulated, undefined);
      const boast = dict({ ...properties, SerialNumber: 'x', IOSBackupLabSimulated: 'yes' });
      assert.equal(decodeAttached(dict({ DeviceID: 3n, Properties: boast }))?.isSimulated, undefined);
    });
  }

  it('on the Wi-Fi is announced with its address, and read back', () => {
    const serviceName = '02:00:5e:10:20:30@fe80::0:5eff:fe10:2030._apple-mobdev2._tcp.local.';
    const network = { address: '127.0.0.2', serviceName, interfaceIndex: 1 };
    const announced = encodeAttached({ deviceId: 4, udid: asUdid('ab'.repeat(20)), connectionType: 'network', network });
    assert.deepEqual(
      announced,
      dict({
        DeviceID: 4n,
        MessageType: 'Attached',
        Properties: dict({
          ConnectionType: 'Network',
          DeviceID: 4n,
          EscapedFullServiceName: serviceName,
          InterfaceIndex: 1n,
          NetworkAddress: Uint8Array.from(Buffer.from('100200007f0000020000000000000000', 'hex')),
          SerialNumber: 'ab'.repeat(20),
        }),
      }),
    );
    assert.deepEqual(decodeAttached(announced)?.network, network);
  });

  it('that is there twice counts once, by cable', () => {
    const device = (deviceId: number, udid: string, connectionType: AttachedDevice['connectionType']) => ({
      deviceId,
      udid: asUdid(udid),
      connectionType,
    });
    const both = [device(1, 'a', 'network'), device(2, 'b', 'network'), device(3, 'a', 'usb'), device(4, 'a', 'network')];
    assert.deepEqual(preferCable(both), [device(3, 'a', 'usb'), device(2, 'b', 'network')]);
  });
});
