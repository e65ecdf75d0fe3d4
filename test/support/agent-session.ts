/** Runs a phone's backup agent against a drive in memory, over a real socket, and hands back everything that was said. */
import assert from 'node:assert/strict';
import { isCodedError, nullLog } from '../../src/base/index.ts';
import {
  Connection,
  decodeBackupResponse,
  encodeBackupRequest,
  encodeHostMessage,
  encodePlistFrame,
  readPlistFrame,
  type BackupResponse,
  type DeviceMessage,
  type HostMessage,
} from '../../src/device-protocol/index.ts';
import { dict, type PlistValue } from '../../src/formats/index.ts';
import type { AgentDevice } from '../../src/simulated-device/backup-agent/agent-device.ts';
import { AgentMemory } from '../../src/simulated-device/backup-agent/agent-memory.ts';
import { BackupPassword } from '../../src/simulated-device/phone/backup-password.ts';
import { runBackupAgent } from '../../src/simulated-device/backup-agent/run-backup-agent.ts';
import { EditableContent } from '../../src/simulated-device/content/editable-content.ts';
import { PhoneBuilder } from '../../src/simulated-device/content/phone-builder.ts';
import type { PhoneContent } from '../../src/simulated-device/content/phone-content.ts';
import type { SaidMessage } from './logged-sequences.ts';
import { commandOf, type MemoryDrive } from './memory-drive.ts';
import { socketPair } from './socket-pair.ts';

export const AGENT_UDID = '00008110-0000AAAA0000BBBB';

export interface TestPhone extends AgentDevice {
  readonly violations: string[];
  /** Dates of successful backups. */
  readonly succeeded: Date[];
}

export function testPhone(options: Partial<AgentDevice> & { readonly content: PhoneContent }): TestPhone {
  const violations: string[] = [];
  const succeeded: Date[] = [];
  return {
    udid: AGENT_UDID,
    productVersion: '17.5.1',
    seed: 7,
    isPasscodeSet: true,
    backupPassword: new BackupPassword(),
    agentMemory: new AgentMemory(),
    log: nullLog,
    now: () => new Date('2026-01-15T09:00:00Z'),
    backupLockdownValues: () => dict({ UniqueDeviceID: AGENT_UDID, ProductVersion: '17.5.1' }),
    violation: (text) => violations.push(text),
    backupSucceeded: (date) => succeeded.push(date),
    ...options,
    violations,
    succeeded,
  };
}

/** A phone with so many small files in a domain without digests, and a few entries of other kinds. */
export function tinyPhone(files = 3): EditableContent {
  return new EditableContent(() => {
    const phone = new PhoneBuilder(1, 1_768_464_000);
    const app = phone.domain('AppDomain-com.example.tiny');
    for (let n = 0; n < files; n++) app.file(`Documents/file ${n}.txt`, () => new TextEncoder().encode(`content of file ${n}`));
    phone
      .domain('HomeDomain')
      .file('Library/system.txt', () => new TextEncoder().encode('system'))
      .symlink('Library/link', 'system.txt');
    return phone.finish();
  });
}

export interface Session {
  /** The answer to the request; undefined when the phone ended the link without one. */
  readonly response: BackupResponse | undefined;
  /** The phone's commands in order, from the version exchange to the response. */
  readonly commands: DeviceMessage[];
  /** Their names as they stood on the wire. */
  readonly names: string[];
  /** Every message of both sides in order, without the file streams. */
  readonly said: SaidMessage[];
}

export interface SessionOptions {
  readonly forceFull?: boolean;
  /** Messages of the host instead of the usual version exchange, Hello and Backup request. */
  readonly versionAnswer?: HostMessage | PlistValue[];
  readonly requests?: readonly HostMessage[];
}

const HELLO: HostMessage = { kind: 'process-message', payload: encodeBackupRequest({ name: 'Hello', versions: [2, 2.1] }) };

export function helloThen(payload: Parameters<typeof encodeBackupRequest>[0]): HostMessage[] {
  return [HELLO, { kind: 'process-message', payload: encodeBackupRequest(payload) }];
}

/** One whole conversation: every request is answered before the next is sent; commands go to the drive. */
export async function backUp(phone: TestPhone, drive: MemoryDrive, options: SessionOptions = {}): Promise<Session> {
  using pair = await socketPair();
  const connection = Connection.over(pair.far);
  const stop = new AbortController();
  const said: SaidMessage[] = [];
  const trace = (from: SaidMessage['from'], message: PlistValue) => said.push({ from, message });
  const agent = runBackupAgent(phone, { connection: Connection.over(pair.near), signal: stop.signal, trace }).then(
    () => pair.near.end(),
    (error: unknown) => {
      pair.near.destroy();
      if (!isCodedError(error, 'link-lost')) throw error;
    },
  );
  const session = await converse(connection, drive, options);
  connection.destroy();
  await agent;
  return { ...session, said };
}

async function converse(connection: Connection, drive: MemoryDrive, options: SessionOptions): Promise<Omit<Session, 'said'>> {
  const commands: DeviceMessage[] = [];
  const names: string[] = [];
  const request = { name: 'Backup', targetIdentifier: AGENT_UDID, forceFull: options.forceFull ?? false } as const;
  const waiting = [...(options.requests ?? helloThen(request))];
  let response: BackupResponse | undefined;
  const send = async (message: HostMessage | PlistValue[]) => {
    await connection.write(encodePlistFrame(Array.isArray(message) ? message : encodeHostMessage(message), 'binary'));
  };
  const sendNext = async () => {
    const next = waiting.shift();
    if (next !== undefined) await send(next);
    return next !== undefined;
  };
  for (;;) {
    if (await ended(connection)) return { response, commands, names };
    const value = await readPlistFrame(connection);
    const command = commandOf(value);
    commands.push(command);
    const name = Array.isArray(value) ? value[0] : undefined;
    names.push(typeof name === 'string' ? name : '');
    if (command.kind === 'version-exchange') await send(options.versionAnswer ?? { kind: 'versions-ok', major: 400 });
    else if (command.kind === 'device-ready') await sendNext();
    else if (command.kind === 'process-message') {
      response = decodeBackupResponse(command.payload);
      assert.ok(response);
      if (!(await sendNext())) return { response, commands, names };
      response = undefined;
    } else if (!(await drive.serve(connection, command))) return { response, commands, names };
  }
}

async function ended(connection: Connection): Promise<boolean> {
  try {
    return await connection.atEnd();
  } catch (error) {
    if (isCodedError(error, 'link-lost')) return true;
    throw error;
  }
}

/** Commands as short lines, repetitions counted: `create-directory × 514`. */
export function summary(commands: readonly DeviceMessage[]): string[] {
  const lines: string[] = [];
  let [last, count] = ['', 0];
  const flush = () => {
    if (count > 0) lines.push(count === 1 ? last : `${last} × ${count}`);
  };
  for (const command of commands) {
    const line = lineOf(command);
    if (line === last) count++;
    else {
      flush();
      [last, count] = [line, 1];
    }
  }
  flush();
  return lines;
}

function lineOf(command: DeviceMessage): string {
  switch (command.kind) {
    case 'download-files':
      return `download ${command.paths.map(short).join(' ')}`;
    case 'upload-files':
      return command.options?.size ? `upload batch` : 'upload alone';
    case 'move-items':
      return command.moves.length === 1 ? `move 1: ${short(command.moves[0]?.[0] ?? '')}` : `move ${command.moves.length}`;
    case 'remove-items':
      return `remove ${command.paths.length === 1 ? short(command.paths[0] ?? '') : command.paths.length}`;
    default:
      return command.kind;
  }
}

function short(path: string): string {
  return path.startsWith(`${AGENT_UDID}/`) ? path.slice(AGENT_UDID.length + 1).replace(/[0-9a-f]{2}\/[0-9a-f]{40}$/, 'xx/id') : path;
}
