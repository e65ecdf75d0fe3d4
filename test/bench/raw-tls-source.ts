/** Sends BYTES over TLS to whoever connects, with nothing around them, until SIGTERM: what the machine takes when nobody thinks. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { makePairingCertificates } from '../../src/formats/index.ts';

const bytes = Number(process.argv[2]);
if (!bytes) throw new Error('usage: raw-tls-source BYTES');

/** As large as a chunk of a backup. */
const piece = Buffer.alloc(262_144, 7);

async function send(socket: TLSSocket): Promise<void> {
  for (let left = bytes; left > 0; left -= piece.length) {
    if (!socket.write(left < piece.length ? piece.subarray(0, left) : piece)) await once(socket, 'drain');
  }
  socket.end();
}

// The same kind of certificate as a paired device presents.
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const { deviceCertificate } = await makePairingCertificates({ devicePublicKeyPem: Buffer.from(publicKey) });
const server = createServer({ key: privateKey, cert: Buffer.from(deviceCertificate) }, (socket) => {
  // A reader that leaves early is its own business.
  socket.on('error', () => undefined);
  send(socket).catch(() => undefined);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
await once(process, 'SIGTERM');
server.close();
