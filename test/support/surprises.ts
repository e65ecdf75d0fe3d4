/** What the tests of the numbered surprises share: a phone and a drive, a run that must succeed or be refused, what was said of one kind. */
import assert from 'node:assert/strict';
import type { DeviceMessage } from '../../src/device-protocol/index.ts';
import { decodeStatus, encodeStatus, type BackupStatus } from '../../src/formats/index.ts';
import { AgentMemory } from '../../src/simulated-device/backup-agent/agent-memory.ts';
import { AGENT_UDID, backUp, testPhone, tinyPhone, type Session, type SessionOptions, type TestPhone } from './agent-session.ts';
import { MemoryDrive, type Intercept } from './memory-drive.ts';

export const TINY = 'AppDomain-com.example.tiny';
export const STATUS = `${AGENT_UDID}/Status.plist`;
export const MANIFEST = `${AGENT_UDID}/Manifest.plist`;
export const FILE_PROVIDER = 'Library/Application Support/FileProvider/backup/backup_manifest.db';
export const MIB = 1024 * 1024;

/** A numbered surprise of `real-devices/surprises.md`; the test of BELIEFS.md wants each of them. */
export const surprise = (number: number, title: string, test: () => Promise<void>) => it(`surprise ${number}: ${title}`, test);

export function statusOn(drive: MemoryDrive): BackupStatus {
  return decodeStatus(drive.files.get(STATUS) ?? assert.fail('no status'));
}

export function setStatus(drive: MemoryDrive, change: Partial<BackupStatus>): void {
  drive.files.set(STATUS, Buffer.from(encodeStatus({ ...statusOn(drive), ...change })));
}

export async function succeeds(phone: TestPhone, drive: MemoryDrive, options?: SessionOptions): Promise<Session> {
  const session = await backUp(phone, drive, options);
  assert.deepEqual([session.response?.errorCode, session.response?.description], [0, undefined]);
  assert.deepEqual(phone.violations, []);
  return session;
}

export async function refused(phone: TestPhone, drive: MemoryDrive, code: number, options?: SessionOptions): Promise<string> {
  const { response } = await backUp(phone, drive, options);
  assert.equal(response?.errorCode, code, response?.description);
  return response.description ?? '';
}

/** A phone with a finished backup of it. */
export async function backedUp(files = 3, options: Partial<TestPhone> = {}) {
  const content = tinyPhone(files);
  const phone = testPhone({ content, ...options });
  const drive = new MemoryDrive();
  await succeeds(phone, drive);
  return { content, phone, drive };
}

export function ofKind<Kind extends DeviceMessage['kind']>({ commands }: Session, kind: Kind): Extract<DeviceMessage, { kind: Kind }>[] {
  return commands.filter((command): command is Extract<DeviceMessage, { kind: Kind }> => command.kind === kind);
}

/** Keeps what Status.plist becomes. */
export function statuses(drive: MemoryDrive): { list: BackupStatus[]; sizes: number[] } {
  const [list, sizes]: [BackupStatus[], number[]] = [[], []];
  let last: Buffer | undefined;
  const inner = drive.intercept;
  drive.intercept = (message, self) => {
    const now = drive.files.get(STATUS);
    if (now !== undefined && now !== last) {
      list.push(decodeStatus(now));
      sizes.push(now.length);
    }
    last = now;
    return inner(message, self);
  };
  return { list, sizes };
}

/** What a phone remembers of an upload, for a run that is tried twice. */
export function copyOf(memory: AgentMemory, uuid: string): AgentMemory {
  const copy = new AgentMemory();
  const log = copy.begin(uuid);
  for (const [fileId, identity] of memory.recall(uuid)?.toMap() ?? assert.fail('nothing is remembered')) log.add(fileId, identity);
  return copy;
}

export function onNth(kind: DeviceMessage['kind'], nth: number, answer: ReturnType<Intercept>): Intercept {
  let seen = 0;
  return (message) => (message.kind === kind && ++seen === nth ? answer : undefined);
}

/** The payloads among the files that came. */
export function payloadsOf(drive: MemoryDrive): MemoryDrive['received'][number][] {
  return drive.received.filter(({ hostPath }) => /[0-9a-f]{40}$/.test(hostPath));
}
