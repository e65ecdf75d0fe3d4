/** The device's side of DeviceLink and mobilebackup2, written for attacks: it greets as it must and then says whatever it is told. */
import { dict, type PlistDict, type PlistValue } from '../../../src/formats/index.ts';
import type { PhoneWire } from './phone-wire.ts';

export class BackupAgent {
  readonly wire: PhoneWire;
  /** The folder that the host has named. */
  readonly udid: string;

  constructor(wire: PhoneWire, udid: string) {
    this.wire = wire;
    this.udid = udid;
  }

  /** Up to the request, which it gives. */
  async greet(): Promise<PlistDict> {
    await this.say('DLMessageVersionExchange', 400n, 0n);
    await this.wire.readPlist();
    await this.say('DLMessageDeviceReady');
    await this.wire.readPlist();
    await this.say('DLMessageProcessMessage', dict({ MessageName: 'Response', ErrorCode: 0n, ProtocolVersion: 2.1 }));
    const [, request] = (await this.wire.readPlist()) as PlistValue[];
    return request instanceof Map ? request : new Map();
  }

  async say(...items: PlistValue[]): Promise<void> {
    await this.wire.sendPlist(items, 'binary');
  }

  /** A command and the host's status for it. */
  async ask(...items: PlistValue[]): Promise<PlistValue[]> {
    await this.say(...items);
    return await this.status();
  }

  async status(): Promise<PlistValue[]> {
    const answer = await this.wire.readPlist();
    return Array.isArray(answer) ? answer : [];
  }

  async move(moves: Iterable<readonly [string, string]>): Promise<PlistValue[]> {
    return await this.ask('DLMessageMoveItems', new Map(moves), dict({}), 50);
  }

  async beginUpload(totalBytes = 0): Promise<void> {
    await this.say('DLMessageUploadFiles', dict({}), 50, BigInt(totalBytes));
  }

  async upload(path: string, content: Uint8Array | string): Promise<PlistValue[]> {
    await this.beginUpload();
    const bytes = Buffer.from(content);
    await this.wire.write(name(`/var/${path}`), name(`${this.udid}/${path}`), chunk(0x0c, bytes), chunk(0), END_OF_FILES);
    return await this.status();
  }

  async respond(errorCode: number, description?: string): Promise<void> {
    await this.say(
      'DLMessageProcessMessage',
      dict({ MessageName: 'Response', ErrorCode: BigInt(errorCode), ErrorDescription: description }),
    );
  }
}

export const END_OF_FILES = Buffer.alloc(4);

export function name(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([lengthOf(bytes.length), bytes]);
}

/** 0x0c data, 0x00 the end, anything else an error. */
export function chunk(code: number, content: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([lengthOf(content.length + 1), Buffer.from([code]), content]);
}

function lengthOf(count: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(count);
  return bytes;
}
