/** Puts the changes of a write-ahead log into the private copy of a database, as SQLite would: then there is one file, and no log to be led astray by. */
import { closeSync, constants, ftruncateSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { DatabaseTooLarge, LogFrames, MOST_DATABASE_BYTES } from './log-frames.ts';

export { DatabaseTooLarge, MOST_DATABASE_BYTES };

/** `database` is written to. Nothing happens where the log is none. @throws DatabaseTooLarge */
export function applyLog(log: string, database: string): void {
  const source = openSync(log, constants.O_RDONLY | constants.O_NOFOLLOW);
  const target = openSync(database, 'r+');
  try {
    const frames = LogFrames.of((into, position) => readSync(source, into, 0, into.length, position));
    const commit = frames?.lastCommit();
    if (frames === undefined || commit === undefined || ![0, frames.pageBytes].includes(pageBytesOf(target))) return;
    if (commit.pages * frames.pageBytes > MOST_DATABASE_BYTES) throw new DatabaseTooLarge('a write-ahead log for gigabytes');
    frames.eachPage(commit, (page, content) => {
      writeSync(target, content, 0, content.length, (page - 1) * content.length);
    });
    ftruncateSync(target, commit.pages * frames.pageBytes);
    // Written as a database without a log, so that nothing looks for one.
    writeSync(target, Buffer.of(1, 1), 0, 2, 18);
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

/** 0 of an empty file: then all there is lies in the log. */
function pageBytesOf(file: number): number {
  const header = Buffer.alloc(18);
  if (readSync(file, header, 0, header.length, 0) < header.length) return fstatSync(file).size === 0 ? 0 : -1;
  const size = header.readUInt16BE(16);
  return size === 1 ? 65536 : size;
}
