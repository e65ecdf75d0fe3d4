/** Whether the files of a backup are encrypted, told by what is stored of some of them. */
import { findPayload, type BackupFolder } from './backup-folder.ts';
import type { Payload } from './backup.ts';
import type { RankedRows } from './catalogue/ranked-rows.ts';
import { recordOf } from './file-rows.ts';
import { formOfPayload } from './stored/stored-form.ts';

/** A regular file of the catalogue; plain data that can come from a thread. */
export interface SampledFile {
  readonly fileID: string;
  readonly size: number;
  readonly encryptionKey?: Uint8Array;
}

const SAMPLE_FILES = 50;

/** Undefined when no readable record of a file tells. */
export function filesAreEncrypted(store: RankedRows, folder: BackupFolder): boolean | undefined {
  return samplesAreEncrypted(sampleFiles(store), folder);
}

export function sampleFiles(store: Pick<RankedRows, 'someFiles'>): SampledFile[] {
  return store.someFiles(SAMPLE_FILES).flatMap(({ fileID, blob }) => {
    const { record } = recordOf({ blob });
    if (record === undefined) return [];
    const { size, encryptionKey } = record;
    return [{ fileID, size, ...(encryptionKey === undefined ? {} : { encryptionKey: Uint8Array.from(encryptionKey) }) }];
  });
}

/**
 * What most of them are: one that was decrypted, or has lost its key, must not decide how all others are read. Where nothing is stored of any, the keys
 * in their records have to do.
 */
export function samplesAreEncrypted(files: readonly SampledFile[], folder: BackupFolder): boolean | undefined {
  return storedAreEncrypted(files, (fileID) => findPayload(folder, fileID));
}

/** As `samplesAreEncrypted`, of content that may lie anywhere. */
export function storedAreEncrypted(files: readonly SampledFile[], payloadOf: (fileID: string) => Payload | undefined): boolean | undefined {
  const stored = files.flatMap((file) => {
    const payload = payloadOf(file.fileID);
    // Nothing at all tells nothing.
    if (payload === undefined || payload.size === 0) return [];
    return [formOfPayload(payload, file, file.encryptionKey !== undefined) === 'encrypted'];
  });
  const votes = stored.length > 0 ? stored : files.map(({ encryptionKey }) => encryptionKey !== undefined);
  return votes.length === 0 ? undefined : votes.filter((vote) => vote).length * 2 >= votes.length;
}
