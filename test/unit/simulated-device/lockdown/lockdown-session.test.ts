/** Sessions and services of a simulated lockdownd: TLS with Node's own client, requests written by hand. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { makePairingCertificates } from '../../../../src/formats/index.ts';
import { startSimulator, type SimulatedDevice, type Simulator } from '../../../../src/simulated-device/index.ts';
import { xmlDict, xmlValue } from '../../../support/byte-script.ts';
import { RawHost } from '../../../support/raw-host.ts';
import { errorIn, identityOf, lockdown, pairRaw, startSessionRaw, type RawPairing } from '../../../support/raw-pairing.ts';

describe('a session with a simulated device', () => {
  let simulator: Simulator;
  let device: SimulatedDevice;
  let pairing: RawPairing;
  let host: RawHost;

  before(async () => {
    simulator = await startSimulator();
    const [first] = simulator.devices;
    assert(first);
    device = first;
    using pairingHost = await lockdown(simulator.address);
    pairing = await pairRaw(pairingHost);
  });

  beforeEach(async () => {
    host = await lockdown(simulator.address, device.deviceId);
  });

  afterEach(() => {
    host[Symbol.dispose]();
    device.locked = false;
  });

  after(async () => {
    await simulator.close();
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const who of ['root', 'host'] as const) {
      it(`speaks ${version} with a host that shows the ${who} certificate`, async () => {
        const reply = await host.ask({ Request: 'StartSession', HostID: pairing.hostId, SystemBUID: pairing.systemBuid });
        assert.match(reply, /<key>EnableSessionSSL<\/key>\s*<true\/>/);
        const tls = await host.startTls({ ...identityOf(pairing, who), minVersion: version, maxVersion: version });
        assert.equal(tls.getProtocol(), version);
        assert.deepEqual(tls.getPeerCertificate().raw, new X509Certificate(pairing.deviceCertificate).raw);
        assert.equal(xmlValue(await host.ask({ Request: 'GetValue', Key: 'SerialNumber' }), 'Value'), device.identity.serialNumber);
      });
    }
  }

  it('knows only the hosts that it trusts', async () => {
    for (const [request, error] of [
      [{ Request: 'StartSession', SystemBUID: pairing.systemBuid }, 'MissingHostID'],
      [{ Request: 'StartSession', HostID: 'unknown', SystemBUID: pairing.systemBuid }, 'InvalidHostID'],
      [{ Request: 'StartSession', HostID: pairing.hostId, SystemBUID: 'another computer' }, 'InvalidHostID'],
    ] as const) {
      assert.equal(errorIn(await host.ask(request)), error);
    }
  });

  it('hangs up on a stranger with the name of a trusted host', async () => {
    const { publicKey } = await device.key.get();
    const stranger = await makePairingCertificates({ devicePublicKeyPem: Buffer.from(publicKey) });
    const before = simulator.violations.length;
    await host.ask({ Request: 'StartSession', HostID: pairing.hostId, SystemBUID: pairing.systemBuid });
    await refusedTls(identityOf(stranger, 'host'));
    assert.match(simulator.violations.slice(before).join(), /tls-failed/);
  });

  it('hangs up on a host without a certificate', async () => {
    await host.ask({ Request: 'StartSession', HostID: pairing.hostId, SystemBUID: pairing.systemBuid });
    await refusedTls({});
  });

  /** The device hangs up with the last message of the handshake or right behind it; a host may notice either. */
  async function refusedTls(identity: { key?: Buffer; cert?: Buffer }): Promise<void> {
    await host.startTls(identity).catch(() => undefined);
    await host.ended();
  }

  it('starts once and stops once', async () => {
    const id = await startSessionRaw(host, pairing);
    assert.match(id, /^[0-9A-F-]{36}$/);
    assert.equal(
      errorIn(await host.ask({ Request: 'StartSession', HostID: pairing.hostId, SystemBUID: pairing.systemBuid })),
      'SessionActive',
    );
    assert.equal(errorIn(await host.ask({ Request: 'StopSession' })), 'MissingSessionID');
    assert.equal(errorIn(await host.ask({ Request: 'StopSession', SessionID: 'wrong' })), 'InvalidSessionID');
    const stopped = await host.ask({ Request: 'StopSession', SessionID: id });
    assert.equal(xmlValue(stopped, 'Result'), 'Success');
    assert.equal(errorIn(await host.ask({ Request: 'StartService', Service: 'com.apple.afc' })), 'SessionInactive');
  });

  it('changes the values that hosts may change, and no others', async () => {
    await startSessionRaw(host, pairing);
    const setName = await host.ask({ Request: 'SetValue', Key: 'DeviceName', Value: 'Sample Phone' });
    assert.equal(xmlValue(setName, 'Value'), 'Sample Phone');
    assert.equal(device.name, 'Sample Phone');
    await host.ask({ Request: 'SetValue', Key: 'DeviceName', Value: 'iPhone' });
    const wifi = { Domain: 'com.apple.mobile.wireless_lockdown', Key: 'EnableWifiConnections' };
    await host.ask({ Request: 'SetValue', ...wifi, Value: true });
    assert.match(await host.ask({ Request: 'GetValue', ...wifi }), /<key>Value<\/key>\s*<true\/>/);
    assert.equal(errorIn(await host.ask({ Request: 'RemoveValue', ...wifi })), undefined);
    for (const [request, error] of [
      [{ Request: 'GetValue', ...wifi }, 'MissingValue'],
      [{ Request: 'SetValue', Key: 'ProductVersion', Value: '99.0' }, 'SetProhibited'],
      [{ Request: 'SetValue', Domain: 'com.apple.mobile.backup', Key: 'WillEncrypt', Value: true }, 'SetProhibited'],
      [{ Request: 'SetValue', Key: 'DeviceName' }, 'MissingValue'],
      [{ Request: 'SetValue', Value: 'x' }, 'MissingKey'],
      [{ Request: 'RemoveValue', Key: 'DeviceName' }, 'RemoveProhibited'],
      [{ Request: 'RemoveValue', Domain: 'com.apple.iTunes' }, 'MissingKey'],
    ] as const) {
      assert.equal(errorIn(await host.ask(request)), error, JSON.stringify(request));
    }
  });

  it('keeps binary and dates of a SetValue as they are', async () => {
    await startSessionRaw(host, pairing);
    const value = '<array><data>AAEC</data><date>2024-05-06T07:08:09Z</date><real>1.5</real></array>';
    const where = xmlDict({ Request: 'SetValue', Domain: 'com.apple.iTunes', Key: 'k' });
    await host.ask(where.replace('</dict>', `<key>Value</key>${value}</dict>`));
    const reply = await host.ask({ Request: 'GetValue', Domain: 'com.apple.iTunes', Key: 'k' });
    assert.match(reply, /<data>\s*AAEC\s*<\/data>\s*<date>2024-05-06T07:08:09Z<\/date>\s*<real>1\.5<\/real>/);
  });

  describe('services', () => {
    const start = async (extra: string = xmlDict({})) =>
      await host.ask(
        extra.replace('<dict>', '<dict><key>Request</key><string>StartService</string><key>Service</key><string>com.apple.afc</string>'),
      );

    it('opens another port each time, for TLS and one connection', async () => {
      await startSessionRaw(host, pairing);
      const replies = [await start(), await start()];
      const ports = replies.map((reply) => Number(xmlValue(reply, 'Port')));
      assert(ports.every((port) => port > 0 && port < 65536));
      assert.notEqual(ports[0], ports[1]);
      for (const reply of replies) assert.match(reply, /<key>EnableServiceSSL<\/key>\s*<true\/>/);
      using service = await RawHost.connect(simulator.address);
      await service.connectTo(device.deviceId ?? 0, ports[0] ?? 0);
      using late = await RawHost.connect(simulator.address);
      await assert.rejects(late.connectTo(device.deviceId ?? 0, ports[0] ?? 0), /<integer>3<\/integer>/);
      const tls = await service.startTls(identityOf(pairing, 'root'));
      assert.deepEqual(tls.getPeerCertificate().raw, new X509Certificate(pairing.deviceCertificate).raw);
    });

    it('knows its services, and how many may wait', async () => {
      await startSessionRaw(host, pairing);
      assert.equal(errorIn(await host.ask({ Request: 'StartService' })), 'MissingService');
      assert.equal(errorIn(await host.ask({ Request: 'StartService', Service: 'com.apple.debugserver' })), 'InvalidService');
      assert.equal(errorIn(await host.ask({ Request: 'StartService', Service: 'constructor' })), 'InvalidService');
      const ports = new Set<string | undefined>();
      let reply = await start();
      for (; errorIn(reply) === undefined && ports.size < 1000; reply = await start()) ports.add(xmlValue(reply, 'Port'));
      assert.equal(errorIn(reply), 'ServiceLimit');
      device.detach();
      device.attach();
    });

    it('starts them on a locked phone only for the escrow bag of the pairing', async () => {
      await startSessionRaw(host, pairing);
      device.locked = true;
      assert.equal(errorIn(await start()), 'PasswordProtected');
      assert.equal(errorIn(await start('<dict><key>EscrowBag</key><data>AAAA</data></dict>')), 'EscrowLocked');
      assert.equal(errorIn(await start(`<dict><key>EscrowBag</key><data>${pairing.escrowBag ?? ''}</data></dict>`)), undefined);
      device.locked = false;
      assert.equal(errorIn(await start('<dict><key>EscrowBag</key><data>AAAA</data></dict>')), 'EscrowLocked');
    });
  });
});
