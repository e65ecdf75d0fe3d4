/** A short text for the state that a backup on the disk is in, from dates and sizes alone: cheap enough to ask every few seconds. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a run, a change of the password and a device's name leave their mark on. */
const TELLING_FILES = ['Info.plist', 'Status.plist', 'Manifest.plist', 'Manifest.db', 'Manifest.mbdb'];
/** Folders of payloads; a file that comes or goes changes the date of its folder. */
const PAYLOAD_FOLDERS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Another one once something that tells one state of a backup from another has changed; a folder that cannot be read has one, too. */
export async function markOf(folder: string): Promise<string> {
  return await markOfPlaces(folder, TELLING_FILES);
}

/** As `markOf`, down to the files that are stored: those that came, went or were replaced. */
export async function closeMarkOf(folder: string): Promise<string> {
  return await markOfPlaces(folder, [...TELLING_FILES, ...PAYLOAD_FOLDERS]);
}

async function markOfPlaces(folder: string, names: readonly string[]): Promise<string> {
  const places = [folder, ...names.map((name) => join(folder, name))];
  return (await Promise.all(places.map(dateAndSize))).join(' ');
}

async function dateAndSize(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${String(mtimeMs)}/${String(size)}/${String(ino)}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
