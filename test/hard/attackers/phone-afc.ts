/** AFC as the malicious phone answers it: a lock file and nothing else, unless an attack says otherwise. */
import type { PhoneWire } from './phone-wire.ts';

/** Gives the answer's operation and body, or undefined for the honest one. `path` is empty where the request has none. */
export type AfcAnswer = (request: AfcQuestion, wire: PhoneWire) => { readonly operation: number; readonly body: Uint8Array } | undefined;

export interface AfcQuestion {
  readonly operation: number;
  readonly path: string;
  readonly handle: bigint;
}

export const AFC = { status: 1, data: 2, readDirectory: 3, fileInfo: 10, fileOpen: 13, fileOpened: 14, fileRead: 15 } as const;
const LOCK_FILE = '/com.apple.itunes.lock_sync';
const NOT_FOUND = 8n;
const HEADER_BYTES = 40;

export async function afcAnswering(wire: PhoneWire, answer: AfcAnswer = () => undefined): Promise<void> {
  for (;;) {
    const header = await wire.take(HEADER_BYTES);
    const body = await wire.take(Number(header.readBigUInt64LE(8)) - HEADER_BYTES);
    const operation = Number(header.readBigUInt64LE(32));
    const path = body.toString('utf8', operation === AFC.fileOpen ? 8 : 0).replace(/\0.*$/s, '');
    const handle = body.length >= 8 ? body.readBigUInt64LE(0) : 0n;
    const question = { operation, path, handle };
    const { operation: answered, body: content } = answer(question, wire) ?? honestAnswer(question);
    const head = Buffer.from(header);
    head.writeBigUInt64LE(BigInt(HEADER_BYTES + content.length), 8);
    head.writeBigUInt64LE(BigInt(HEADER_BYTES + (answered === AFC.data ? 0 : content.length)), 16);
    head.writeBigUInt64LE(BigInt(answered), 32);
    await wire.write(head, content);
  }
}

function honestAnswer({ operation, path }: AfcQuestion): { operation: number; body: Uint8Array } {
  if (operation === AFC.fileOpen && path === LOCK_FILE) return { operation: AFC.fileOpened, body: number(1n) };
  const needsFile = operation === AFC.fileOpen || operation === AFC.fileInfo || operation === AFC.readDirectory;
  return { operation: AFC.status, body: number(needsFile ? NOT_FOUND : 0n) };
}

export function number(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
