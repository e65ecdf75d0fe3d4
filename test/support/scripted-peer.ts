/** Peers that answer with bytes written by hand, after reading what they are asked; they share no code with the product. */
import type { Socket } from 'node:net';
import { plistFrame, muxMessage } from './byte-script.ts';

/** Speaks usbmuxd's framing on `socket`; `answer` gives the XML body for a request. */
export function scriptMux(socket: Socket, answer: (request: string, tag: number) => string | Buffer | undefined): void {
  onFrames(
    socket,
    16,
    (header) => header.readUInt32LE(0),
    (frame) => {
      const tag = frame.readUInt32LE(12);
      const body = answer(frame.subarray(16).toString('utf8'), tag);
      if (body === undefined) socket.end();
      else socket.write(typeof body === 'string' ? muxMessage(body, tag) : body);
    },
  );
}

/** Speaks the framing of lockdownd and the plist services. */
export function scriptPlistService(socket: Socket, answer: (request: string) => string | Buffer | undefined): void {
  onFrames(
    socket,
    4,
    (header) => 4 + header.readUInt32BE(0),
    (frame) => {
      const body = answer(frame.subarray(4).toString('utf8'));
      if (body === undefined) socket.end();
      else socket.write(typeof body === 'string' ? plistFrame(body) : body);
    },
  );
}

/** Cuts what arrives into frames by the length that `lengthOf` reads from a header. */
export function onFrames(socket: Socket, headerBytes: number, lengthOf: (header: Buffer) => number, take: (frame: Buffer) => void): void {
  let waiting = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= headerBytes && waiting.length >= lengthOf(waiting)) {
      const frame = waiting.subarray(0, lengthOf(waiting));
      waiting = waiting.subarray(frame.length);
      take(frame);
    }
  });
  socket.resume();
}
