/** Whether the files of a backup are encrypted: by its records where no property list tells any more, and by the bytes as they are stored. */
import { recordsCarryKeys } from '../read/file-rows.ts';
import { sampleFiles, storedAreEncrypted } from '../read/sampled-files.ts';
import { openStored } from '../read/stored-bytes.ts';
import { contentTypeOf, SNIFF_BYTES } from '../read/stored/content-type.ts';
import type { RowStore } from './row-store.ts';
import { storedCopies, storedFileIDs, type SalvagePlace } from './salvage-places.ts';

const ROWS = 50;
const FILES = 50;

/** Rows tell by their keys. Without rows: encrypted content has whole blocks only, and no beginning that anybody knows. */
export async function filesAreEncryptedIn(store: RowStore, places: readonly SalvagePlace[]): Promise<boolean> {
  return recordsCarryKeys(store.someFiles(ROWS).map(({ blob }) => blob)) ?? (await contentLooksEncrypted(places));
}

/** Whatever property lists and records claim, another program may have decrypted the content. Undefined when nothing tells. */
export function contentIsEncryptedIn(store: RowStore, places: readonly SalvagePlace[]): boolean | undefined {
  return storedAreEncrypted(sampleFiles(store), (fileID) => storedCopies(places, fileID)[0]);
}

async function contentLooksEncrypted(places: readonly SalvagePlace[]): Promise<boolean> {
  let looked = 0;
  for (const fileID of storedFileIDs(places)) {
    const [payload] = storedCopies(places, fileID);
    if (payload === undefined || payload.size === 0) continue;
    if (payload.size % 16 !== 0) return false;
    await using file = await openStored(payload.path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    if (contentTypeOf(buffer.subarray(0, bytesRead)).type !== 'unknown') return false;
    if (++looked === FILES) return true;
  }
  return looked > 0;
}
