/** Names for stored files without a row: candidates are hashed, and one that gives the fileID is the name, beyond doubt. */
import { throwIfAborted, nextTurn } from '../../base/index.ts';
import { fileIdOf } from '../../formats/index.ts';
import type { Payload } from '../read/backup.ts';
import { dictionaryOf } from '../read/plist-reading.ts';
import { SqliteError, type SqliteEngine } from '../read/sqlite/sqlite.ts';
import { openStored } from '../read/stored-bytes.ts';
import { contentTypeOf, SNIFF_BYTES, type ContentType } from '../read/stored/content-type.ts';
import { namesOfApps, namesOfPictures, wellKnownNames, type FileName } from './known-names.ts';
import { NAMING_DATABASES, namesFromDatabase } from './names-in-databases.ts';
import type { OrphanStore } from './orphan-store.ts';
import type { RowStore } from './row-store.ts';
import { storedCopies, storedFileIDs, type SalvagePlace } from './salvage-places.ts';

export interface NamingContext {
  readonly places: readonly SalvagePlace[];
  readonly engine: SqliteEngine;
  readonly isEncrypted: boolean;
  readonly signal: AbortSignal;
  /** How many stored files were looked at so far. */
  readonly onSeen: (files: number) => void;
  readonly onHashed: (hashed: number, item: string) => void;
}

const FILES_BETWEEN_WORDS = 1000;

/** Remembers everything that is stored and has no row. */
export async function findOrphans(store: RowStore, context: NamingContext): Promise<void> {
  const { orphans } = store;
  let seen = 0;
  for (const fileID of storedFileIDs(context.places)) {
    throwIfAborted(context.signal);
    if (++seen % FILES_BETWEEN_WORDS === 0) {
      context.onSeen(seen);
      await nextTurn();
    }
    if (orphans.has(fileID) || store.has(fileID)) continue;
    const [payload] = storedCopies(context.places, fileID);
    if (payload !== undefined) orphans.add(fileID, await contentIn(payload, context));
  }
}

/** Looks into the first bytes; of an encrypted file they tell nothing. */
async function contentIn(payload: Payload, { isEncrypted }: NamingContext): Promise<ContentType> {
  if (isEncrypted) return { type: 'encrypted', extension: '' };
  await using file = await openStored(payload.path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
  return contentTypeOf(buffer.subarray(0, bytesRead));
}

/** Sets the names that can be found. */
export async function nameOrphans(orphans: OrphanStore, context: NamingContext): Promise<void> {
  const naming = new Naming(orphans, context);
  await naming.tryAll('well-known names', wellKnownNames());
  await naming.tryAll('lists of apps', namesOfApps(plistsOf(context.places)));
  if (!context.isEncrypted) await naming.tryDatabases();
  await naming.tryAll('names of pictures', namesOfPictures(naming.pictureExtensions()));
}

function plistsOf(places: readonly SalvagePlace[]) {
  return places
    .flatMap(({ plists }) => [dictionaryOf(plists['Manifest.plist']), dictionaryOf(plists['Info.plist'])])
    .filter((plist) => plist !== undefined);
}

class Naming {
  readonly #orphans: OrphanStore;
  readonly #context: NamingContext;
  #hashed = 0;

  constructor(orphans: OrphanStore, context: NamingContext) {
    this.#orphans = orphans;
    this.#context = context;
  }

  async tryAll(item: string, names: Iterable<FileName>): Promise<void> {
    for (const name of names) {
      this.#orphans.setName(fileIdOf(name.domain, name.relativePath), name);
      if (++this.#hashed % 20_000 !== 0) continue;
      this.#context.onHashed(this.#hashed, item);
      await nextTurn();
      throwIfAborted(this.#context.signal);
      if (this.#orphans.named === this.#orphans.count) return;
    }
  }

  /** Databases of photos and messages hold the paths of their files. They may have been orphans a moment ago. */
  async tryDatabases(): Promise<void> {
    for (const database of NAMING_DATABASES) {
      const [payload] = storedCopies(this.#context.places, fileIdOf(database.domain, database.relativePath));
      if (payload === undefined) continue;
      const [log] = storedCopies(this.#context.places, fileIdOf(database.domain, `${database.relativePath}-wal`));
      try {
        for await (const names of namesFromDatabase(database, this.#context.engine, payload.path, log?.path)) {
          await this.tryAll(database.relativePath, names);
        }
      } catch (error) {
        if (!(error instanceof SqliteError)) throw error; // a damaged database names what could be read of it
      }
    }
  }

  /** What the camera calls them, for the kinds that are still without a name. */
  pictureExtensions(): string[] {
    return this.#orphans.namelessTypes().flatMap((type) => PICTURE_EXTENSIONS[type] ?? []);
  }
}

const PICTURE_EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['JPG'],
  heic: ['HEIC'],
  png: ['PNG'],
  mov: ['MOV'],
  mp4: ['MP4'],
};
