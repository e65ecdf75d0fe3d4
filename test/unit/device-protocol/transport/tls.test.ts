import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';
import { isCodedError } from '../../../../src/base/index.ts';
import { Connection, pemToDer, type TlsOptions } from '../../../../src/device-protocol/index.ts';
import { secureContextOptions } from '../../../../src/device-protocol/transport/tls-options.ts';
import { generateRsaKeyPair, makePairingCertificates, privateKeyPem, publicKeyPem } from '../../../../src/formats/index.ts';
import { listenLocally, segmentingProxy, socketPair } from '../../../support/socket-pair.ts';

/** Both identities of one trust, made once: making keys is slow. */
async function makeTrust() {
  const device = await generateRsaKeyPair();
  const made = await makePairingCertificates({ devicePublicKeyPem: publicKeyPem(device.publicKey) });
  return { ...made, devicePrivateKey: privateKeyPem(device.privateKey) };
}

describe('Connection in TLS', () => {
  let trust: Awaited<ReturnType<typeof makeTrust>>;
  let host: TlsOptions;
  let device: TlsOptions;

  before(async () => {
    trust = await makeTrust();
    const hostIdentity = { key: trust.hostPrivateKey, cert: trust.hostCertificate };
    host = { role: 'client', ...hostIdentity, acceptedPeers: [pemToDer(trust.deviceCertificate)] };
    device = {
      role: 'server',
      key: trust.devicePrivateKey,
      cert: trust.deviceCertificate,
      acceptedPeers: [pemToDer(trust.rootCertificate), pemToDer(trust.hostCertificate)],
    };
  });

  async function conversation(near: Connection, far: Connection): Promise<void> {
    const deviceSide = async () => {
      assert.equal(Buffer.from(await far.readExactly(5)).toString(), 'start');
      far.prepareTls();
      await far.write(Buffer.from('go'));
      await far.startTls(device);
      assert.equal(Buffer.from(await far.readExactly(4)).toString(), 'ping');
      await far.write(Buffer.from('pong'));
    };
    const hostSide = async () => {
      await near.write(Buffer.from('start'));
      assert.equal(Buffer.from(await near.readExactly(2)).toString(), 'go');
      await near.startTls(host);
      await near.write(Buffer.from('ping'));
      assert.equal(Buffer.from(await near.readExactly(4)).toString(), 'pong');
    };
    await Promise.all([deviceSide(), hostSide()]);
  }

  for (const [what, part] of [
    ['a certificate that is none', { cert: Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n') }],
    ['a certificate of zeros', { cert: new Uint8Array(1000) }],
    ['a key that is none', { key: Buffer.from('no key') }],
    ['no key', { key: new Uint8Array(0) }],
  ] as const) {
    it(`takes ${what} for a damaged pair record, and lets the connection go`, async () => {
      using pair = await socketPair();
      const near = Connection.over(pair.near);
      await assert.rejects(near.startTls({ ...host, ...part }), (error) => isCodedError(error, 'pair-record-invalid'));
      await near.closed;
    });
  }

  it('takes the key of somebody else for a damaged pair record', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    await assert.rejects(near.startTls({ ...host, key: trust.rootPrivateKey }), (error) => isCodedError(error, 'pair-record-invalid'));
  });

  it('goes on in TLS after plain text, and each side sees the other certificate', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    const far = Connection.over(pair.far);
    assert.equal(near.peerCertificate(), undefined);
    await conversation(near, far);
    assert.deepEqual(Buffer.from(near.peerCertificate() ?? []), Buffer.from(pemToDer(trust.deviceCertificate)));
    assert.deepEqual(Buffer.from(far.peerCertificate() ?? []), Buffer.from(pemToDer(trust.hostCertificate)));
    await Promise.all([near.close(), far.close()]);
  });

  it('finds a handshake that arrived together with the plain text before it', async () => {
    using pair = await socketPair();
    const far = Connection.over(pair.far);
    // A client that does not wait for the answer: its ClientHello is glued behind the request.
    const relay = await listenLocally((socket) => {
      let held: Buffer[] = [Buffer.from('start')];
      socket.on('data', (chunk) => {
        held.push(chunk);
        pair.near.write(Buffer.concat(held));
        held = [];
      });
      pair.near.on('data', (chunk) => socket.write(chunk));
    });
    await using closing = relay;
    const eager = connect(closing.port, '127.0.0.1');
    await once(eager, 'connect');
    const near = Connection.over(eager);
    const shaking = near.startTls(host);
    assert.equal(Buffer.from(await far.readExactly(5)).toString(), 'start');
    await far.startTls(device);
    await shaking;
    await far.write(Buffer.from('inside'));
    assert.equal(Buffer.from(await near.readExactly(6)).toString(), 'inside');
    near.destroy();
  });

  for (const segments of ['single-bytes', 'glued'] as const) {
    it(`survives ${segments} on the wire`, async () => {
      const { promise, resolve } = Promise.withResolvers<Connection>();
      await using server = await listenLocally((socket) => resolve(Connection.over(socket)));
      await using proxy = await segmentingProxy(server, segments);
      const socket = connect(proxy.port, '127.0.0.1');
      await once(socket, 'connect');
      const near = Connection.over(socket);
      await near.write(new Uint8Array(0));
      await conversation(near, await promise);
      near.destroy();
    });
  }

  it('refuses a device with another certificate than that of the pairing', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    const far = Connection.over(pair.far);
    const stranger: TlsOptions = { role: 'server', key: trust.hostPrivateKey, cert: trust.hostCertificate };
    const shaking = far.startTls(stranger).catch(() => undefined);
    await assert.rejects(near.startTls(host), (error) => isCodedError(error, 'tls-failed'));
    await near.closed;
    await shaking;
    await assert.rejects(near.write(Buffer.from('secret')), (error) => isCodedError(error, 'link-lost'));
  });

  it('refuses a host that shows no certificate of the pairing', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    const far = Connection.over(pair.far);
    const stranger: TlsOptions = { role: 'client', key: trust.devicePrivateKey, cert: trust.deviceCertificate };
    const shaking = near.startTls(stranger).catch(() => undefined);
    await assert.rejects(far.startTls(device), (error) => isCodedError(error, 'tls-failed'));
    await shaking;
  });

  it('takes the root certificate as well, which libimobiledevice shows', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    const far = Connection.over(pair.far);
    const rootHost: TlsOptions = { ...host, key: trust.rootPrivateKey, cert: trust.rootCertificate };
    await Promise.all([near.startTls(rootHost), far.startTls(device)]);
    await near.close();
  });

  it('says tls-failed when the peer talks no TLS', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    pair.far.resume();
    pair.far.end('this is no ServerHello');
    await assert.rejects(near.startTls(host), (error) => isCodedError(error, 'tls-failed'));
  });

  it('can be cancelled while the peer says nothing', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    const abort = new AbortController();
    const shaking = near.startTls(host, abort.signal);
    abort.abort();
    await assert.rejects(shaking, (error) => isCodedError(error, 'cancelled'));
    await near.closed;
  });

  it('talks TLS 1.0 with devices that know nothing newer', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    const far = Connection.over(pair.far);
    await Promise.all([near.startTls({ ...host, legacy: true }), far.startTls({ ...device, legacy: true })]);
    await far.write(Buffer.from('new'));
    assert.equal(Buffer.from(await near.readExactly(3)).toString(), 'new');

    using oldPair = await socketPair();
    const modern = Connection.over(oldPair.near);
    const identity = { key: Buffer.from(trust.devicePrivateKey), cert: Buffer.from(trust.deviceCertificate) };
    const onlyOld = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const phone = new TLSSocket(oldPair.far, { isServer: true, secureContext: createSecureContext({ ...identity, ...onlyOld }) });
    phone.on('error', () => undefined).end('old');
    await modern.startTls({ ...host, legacy: true });
    assert.equal(phone.getProtocol(), 'TLSv1');
    assert.equal(Buffer.from(await modern.readExactly(3)).toString(), 'old');
  });

  it('tells BoringSSL nothing about security levels, which it would refuse', () => {
    const legacy = { ...host, legacy: true };
    assert.equal(secureContextOptions(legacy, true).ciphers, undefined);
    assert.equal(secureContextOptions(legacy, true).minVersion, 'TLSv1');
    assert.match(secureContextOptions(legacy, false).ciphers ?? '', /@SECLEVEL=0$/);
    for (const isBoringSsl of [true, false]) {
      assert.deepEqual(Object.keys(secureContextOptions(host, isBoringSsl)), ['key', 'cert']);
    }
  });

  it('says link-lost when this side ends the connection in the middle of the handshake', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    const shaking = near.startTls(host);
    near.destroy();
    await assert.rejects(shaking, (error) => isCodedError(error, 'link-lost'));
  });

  it('keeps backpressure: a peer cannot fill the memory of a reader that waits', async () => {
    using pair = await socketPair();
    const near = Connection.over(pair.near);
    const far = Connection.over(pair.far);
    await Promise.all([near.startTls(host), far.startTls(device)]);
    const total = 16 * 1024 * 1024;
    const sending = (async () => {
      for (let sent = 0; sent < total; sent += 65_536) await far.write(Buffer.alloc(65_536));
    })();
    let received = 0;
    while (received < total) received += (await near.read())?.length ?? 0;
    await sending;
    assert.equal(received, total);
  });
});
