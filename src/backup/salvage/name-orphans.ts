/** Names for stored files without a row: candidates are hashed, and one that gives the fileID is the name, beyond doubt. */
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../base/index.ts';
import { fileIdOf } from '../../formats/index.ts';
import type { Payload } from '../read/backup.ts';
import { dictionaryOf } from '../read/plist-reading.ts';
import { SqliteError, type SqliteEngine } from '../read/sqlite/sqlite.ts';
import { openStored } from '../read/stored-bytes.ts';
import { contentTypeOf, SNIFF_BYTES, type ContentType } from '../read/stored/content-type.ts';
import { namesOfApps, namesOfPictures, wellKnownNames, type FileName } from './known-names.ts';
import { NAMING_DATABASES, namesFromDatabase } from './names-in-databases.ts';
import { storedCopies, type SalvagePlace } from './salvage-places.ts';

export interface Orphan {
  readonly fileID: string;
  readonly payload: Payload;
  readonly content: ContentType;
  name?: FileName;
}

export interface NamingContext {
  readonly places: readonly SalvagePlace[];
  readonly engine: SqliteEngine;
  readonly isEncrypted: boolean;
  readonly signal: AbortSignal;
  readonly onHashed: (hashed: number, item: string) => void;
}

/** Looks into the first bytes; of an encrypted file they tell nothing. */
export async function orphanOf(fileID: string, { places, isEncrypted }: NamingContext): Promise<Orphan | undefined> {
  const [payload] = storedCopies(places, fileID);
  if (payload === undefined) return undefined;
  if (isEncrypted) return { fileID, payload, content: { type: 'encrypted', extension: '' } };
  await using file = await openStored(payload.path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
  return { fileID, payload, content: contentTypeOf(buffer.subarray(0, bytesRead)) };
}

/** Sets the names that can be found. */
export async function nameOrphans(orphans: ReadonlyMap<string, Orphan>, context: NamingContext): Promise<void> {
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
  readonly #orphans: ReadonlyMap<string, Orphan>;
  readonly #context: NamingContext;
  #hashed = 0;

  constructor(orphans: ReadonlyMap<string, Orphan>, context: NamingContext) {
    this.#orphans = orphans;
    this.#context = context;
  }

  async tryAll(item: string, names: Iterable<FileName>): Promise<void> {
    for (const name of names) {
      const orphan = this.#orphans.get(fileIdOf(name.domain, name.relativePath));
      if (orphan !== undefined) orphan.name ??= name;
      if (++this.#hashed % 20_000 !== 0) continue;
      this.#context.onHashed(this.#hashed, item);
      await setImmediate();
      throwIfAborted(this.#context.signal);
      if (this.#orphans.values().every((each) => each.name !== undefined)) return;
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
    const types = new Set(this.#orphans.values().flatMap(({ name, content }) => (name === undefined ? [content.type] : [])));
    return [...types].flatMap((type) => PICTURE_EXTENSIONS[type] ?? []);
  }
}

const PICTURE_EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['JPG'],
  heic: ['HEIC'],
  png: ['PNG'],
  mov: ['MOV'],
  mp4: ['MP4'],
};
