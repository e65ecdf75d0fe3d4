/** The content of a stored file in the clear, compared with what its record announces, as a verification compares it. */
import { isCodedError, throwIfAborted } from '../../base/index.ts';
import type { ClassKeys, MBFile } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { Payload } from './backup.ts';
import { contentOf } from './content.ts';
import { readFailure } from './stored-bytes.ts';
import { sourceOf, type ContentJob } from './stored/content-job.ts';
import { SNIFF_BYTES } from './stored/content-type.ts';
import type { DatabaseHealth } from './stored/database-health.ts';
import { judgeStored, needsDatabase, type StoredFacts } from './stored/judge-stored.ts';
import { RunningDigest } from './stored/running-digest.ts';
import { formOfPayload, isCutOff, looksEncrypted, type StoredForm } from './stored/stored-form.ts';

export interface FileNames {
  readonly domain: string;
  readonly relativePath: string;
  readonly fileID: string;
}

interface JudgedContent {
  readonly payload: Payload;
  readonly record: MBFile;
  readonly names: FileNames;
  readonly classKeys: ClassKeys | undefined;
  readonly isEncryptedBackup: boolean;
  /** Asks SQLite, where nothing else can tell. */
  readonly database: (job: ContentJob) => Promise<DatabaseHealth['state'] | undefined>;
  readonly signal: AbortSignal;
}

/** Up to here content is judged before any of it is handed out. */
const HELD_BYTES = 4 * 1024 * 1024;

/** @throws as `Backup.open`; with `onDamage` that is called at the end instead of an error */
export async function* judgedContentOf(
  content: JudgedContent,
  onDamage: ((damage: BackupError) => void) | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = judged(content);
  const held: Uint8Array[] = [];
  let bytes = 0;
  let next = await chunks.next();
  for (; next.done !== true; next = await chunks.next()) {
    bytes += next.value.length;
    if (bytes <= HELD_BYTES) {
      held.push(next.value);
      continue;
    }
    yield* inTurn([...held.splice(0), next.value], content.signal);
  }
  const damage = next.value;
  if (damage !== undefined && onDamage === undefined) throw damage;
  yield* inTurn(held, content.signal);
  if (damage !== undefined) onDamage?.(damage);
}

/** What was read already is still no longer wanted once the signal has fired. */
function* inTurn(chunks: readonly Uint8Array[], signal: AbortSignal): Generator<Uint8Array, void, undefined> {
  for (const chunk of chunks) {
    throwIfAborted(signal);
    yield chunk;
  }
  throwIfAborted(signal);
}

/** Returns what is wrong with what was yielded. */
async function* judged(content: JudgedContent): AsyncGenerator<Uint8Array, BackupError | undefined, undefined> {
  const { payload, record, names, classKeys, signal } = content;
  const form = formOf(content);
  if (form === 'encrypted') demandKey(content);
  const digest = digestFor(record, form === 'clear' || payload.size === 0, classKeys);
  let start: Uint8Array | undefined;
  let bytes = 0;
  const onStored = (chunk: Uint8Array) => {
    bytes += chunk.length;
    digest?.update(chunk);
  };
  const chunks = contentOf(payload, { ...(form === 'encrypted' ? { record } : {}), classKeys, signal, onStored });
  let next = await chunks.next();
  for (; next.done !== true; next = await chunks.next()) {
    start ??= Uint8Array.from(next.value.subarray(0, SNIFF_BYTES));
    yield next.value;
  }
  const facts: StoredFacts = {
    relativePath: names.relativePath,
    bytes,
    size: record.size,
    padding: next.value,
    digest: digest?.finish(),
    isCutOff: form === 'clear' && start !== undefined && isCutOffByKey(record, classKeys, start),
    staysUnclear: next.value?.kind === 'no-padding' && start !== undefined && looksEncrypted(start),
  };
  const job = { ...sourceOf(payload, record, form), name: names.relativePath, readAll: true, companions: [] };
  const judgement = judgeStored(needsDatabase(facts) ? { ...facts, database: await content.database(job) } : facts);
  if (judgement.kind !== 'damaged') return undefined;
  const data = { ...names, reason: judgement.reason, path: payload.path, bytes, size: record.size };
  return new BackupError('content-damaged', `${payload.place}: ${judgement.reason}`, { data });
}

function formOf({ payload, record, isEncryptedBackup }: JudgedContent): StoredForm {
  try {
    return formOfPayload(payload, record, isEncryptedBackup);
  } catch (error) {
    throw readFailure(payload.path, error);
  }
}

function demandKey({ record, classKeys, names, payload }: JudgedContent): void {
  // No password would help.
  if (record.encryptionKey === undefined) throw new BackupError('key-missing', `no key for ${names.fileID}`, { data: { ...names } });
  if (classKeys !== undefined) return;
  throw new BackupError('backup-encrypted', 'the content is encrypted', { data: { ...names, path: payload.path } });
}

function digestFor({ digest, encryptionKey }: MBFile, isDecrypted: boolean, classKeys: ClassKeys | undefined): RunningDigest | undefined {
  if (digest === undefined || !isDecrypted || encryptionKey === undefined) return RunningDigest.of(digest);
  const key = openIfPossible(encryptionKey, classKeys);
  const running = RunningDigest.of(digest, { key });
  key?.fill(0);
  return running;
}

function isCutOffByKey({ encryptionKey }: MBFile, classKeys: ClassKeys | undefined, start: Uint8Array): boolean {
  const key = encryptionKey && openIfPossible(encryptionKey, classKeys);
  const answer = key !== undefined && isCutOff(start, key);
  key?.fill(0);
  return answer;
}

function openIfPossible(wrappedKey: Uint8Array, classKeys: ClassKeys | undefined): Uint8Array | undefined {
  try {
    return classKeys?.unwrap(wrappedKey);
  } catch (error) {
    if (!isCodedError(error, 'key-unwrap-failed')) throw error;
    return undefined;
  }
}
