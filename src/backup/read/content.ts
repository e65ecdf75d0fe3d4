/** The content of a stored file in the clear, as a stream of any length, with a judgement of its end. */
import type { ClassKeys, MBFile, PaddingVerdict } from '../../formats/index.ts';
import { PayloadDecipher } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { Payload } from './backup.ts';
import { openStored, storedBytes } from './stored-bytes.ts';

interface ContentOptions {
  /** Of the row: its key decides whether the payload is encrypted, its size helps where the padding is no help. Without a record it is plain. */
  readonly record?: Pick<MBFile, 'encryptionKey' | 'size'> | undefined;
  readonly classKeys?: ClassKeys | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Gets the bytes as they are stored, before what they are decrypted to is handed out. */
  readonly onStored?: ((chunk: Uint8Array) => void) | undefined;
}

/**
 * Yields the content and returns what the padding says at its end: `contentBytes` is missing from a verdict that makes the content untrustworthy.
 * Undefined for a payload that is not encrypted. What was yielded before a bad verdict is what the blocks decrypt to.
 * @throws BackupError 'backup-encrypted' without class keys, 'file-io'; FormatError 'key-unwrap-failed'; CancelledError
 */
export async function* contentOf(
  payload: Payload,
  options: ContentOptions,
): AsyncGenerator<Uint8Array, PaddingVerdict | undefined, undefined> {
  const { record, classKeys, signal, onStored } = options;
  await using file = await openStored(payload.path);
  if (record?.encryptionKey === undefined) {
    for await (const chunk of storedBytes(file, payload.path, { signal })) {
      onStored?.(chunk);
      yield chunk;
    }
    return undefined;
  }
  if (classKeys === undefined) throw new BackupError('backup-encrypted', 'the content is encrypted', { data: { path: payload.path } });
  const { size } = await file.stat();
  const decipher = startDecipher(classKeys, record.encryptionKey, { ciphertextBytes: size, manifestSize: record.size });
  for await (const chunk of storedBytes(file, payload.path, { signal, reuse: true })) {
    onStored?.(chunk);
    const plain = decipher.update(chunk);
    if (plain.length > 0) yield plain;
  }
  const { tail, verdict } = decipher.finish();
  if (tail.length > 0) yield tail;
  return verdict;
}

function startDecipher(classKeys: ClassKeys, wrapped: Uint8Array, length: Parameters<typeof PayloadDecipher.start>[1]): PayloadDecipher {
  const key = classKeys.unwrap(wrapped);
  try {
    return PayloadDecipher.start(key, length);
  } finally {
    key.fill(0);
  }
}
