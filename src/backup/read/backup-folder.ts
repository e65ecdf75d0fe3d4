/** A backup folder as its reader sees it: as it lies on disk, or, after an interrupted run, as it was in the last good version. */
import type { Stats } from 'node:fs';
import { isFileId } from '../../formats/index.ts';
import { readJournal, Tree } from '../folder/read-journal.ts';
import { statusAt } from '../folder/status-at.ts';
import type { Payload } from './backup.ts';

/** Relative paths have `/` between their segments; they are made from fixed names and checked fileIDs, never from names in the catalogue. */
export interface BackupFolder {
  readonly path: string;
  /** A run was interrupted, and what is seen is the version before it. */
  readonly throughJournal: boolean;
  /** Where the bytes of a file are; undefined when this version has none. The place may be empty. */
  locate(relativePath: string): string | undefined;
  /** Names in a directory of this version; empty when there is none. */
  list(relativePath: string): string[];
  /** As `list`, one by one and in no order, for a directory that may hold any number. */
  eachName(relativePath: string): Iterable<string>;
}

/** `asItIs` looks past a journal: at the new version, for the one who is to judge it. */
export function viewFolder(path: string, options: { asItIs?: boolean } = {}): BackupFolder {
  const lastGood = options.asItIs ? undefined : readJournal(path);
  if (lastGood !== undefined) {
    const list = (name: string) => lastGood.list(name);
    return { path, throughJournal: true, locate: (name) => lastGood.locate(name), list, eachName: list };
  }
  const tree = new Tree(path);
  return {
    path,
    throughJournal: false,
    locate: (name) => (tree.reaches(name) === 'not-a-folder' ? undefined : tree.place(name)),
    list: (name) => (tree.reaches(`${name}/`) === 'not-a-folder' ? [] : tree.namesIn(name)),
    eachName: (name) => (tree.reaches(`${name}/`) === 'not-a-folder' ? [] : tree.eachNameIn(name)),
  };
}

/** What stands at a place, links not followed; undefined when nothing does. */
export function statusOf(path: string | undefined): Stats | undefined {
  return path === undefined ? undefined : statusAt(path);
}

/** A file of the backup, if it is there and a regular file. */
export function regularFile(folder: BackupFolder, relativePath: string): Payload | undefined {
  const path = folder.locate(relativePath);
  const status = statusOf(path);
  return path !== undefined && status?.isFile() ? { path, place: relativePath, size: status.size } : undefined;
}

/** Where a payload can lie: `hh/fileID` since iOS 10, the fileID alone before. */
export function payloadPlaces(fileID: string): string[] {
  return isFileId(fileID) ? [`${fileID.slice(0, 2)}/${fileID}`, fileID] : [];
}

/** The stored content of a file, wherever the layout puts it. A fileID that is none has no content: names in a catalogue never become paths. */
export function findPayload(folder: BackupFolder, fileID: string): Payload | undefined {
  for (const place of payloadPlaces(fileID)) {
    const payload = regularFile(folder, place);
    if (payload !== undefined) return payload;
  }
  return undefined;
}
