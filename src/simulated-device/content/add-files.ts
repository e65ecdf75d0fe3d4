/** Adds databases, property lists and texts to a made-up phone. Nothing is made before it is read. */
import { writeBinaryPlist, writeXmlPlist, type PlistDict } from '../../formats/index.ts';
import type { DomainBuilder, EntryOptions } from './phone-builder.ts';
import { buildDatabase, type DatabaseRecipe, type Insert } from './sqlite-file.ts';
import { buildDatabaseWithLog, type DatabaseFiles } from './sqlite-wal.ts';

export function addDatabase(domain: DomainBuilder, path: string, recipe: DatabaseRecipe, options?: EntryOptions): void {
  domain.file(path, () => buildDatabase(recipe), options);
}

/** A database with -wal and -shm beside it; `later` is what stands only in the log. */
export function addDatabaseWithLog(
  domain: DomainBuilder,
  path: string,
  recipe: DatabaseRecipe,
  later: (insert: Insert) => void,
  options?: EntryOptions,
): void {
  let files: DatabaseFiles | undefined;
  const made = () => (files ??= buildDatabaseWithLog(recipe, later, domain.random(`log of ${path}`)));
  domain.file(path, () => made().database, options);
  domain.file(`${path}-wal`, () => made().wal, options);
  domain.file(`${path}-shm`, () => made().shm, options);
}

/** Binary, as nearly everything on a phone is. */
export function addPlist(domain: DomainBuilder, path: string, make: () => PlistDict, options?: EntryOptions): void {
  domain.file(path, () => writeBinaryPlist(make()), options);
}

export function addXmlPlist(domain: DomainBuilder, path: string, make: () => PlistDict, options?: EntryOptions): void {
  domain.file(path, () => writeXmlPlist(make()), options);
}

export function addText(domain: DomainBuilder, path: string, text: string, options?: EntryOptions): void {
  domain.file(path, () => new TextEncoder().encode(text), options);
}
