/** Writes files on the thread that asks for it: for the few files that are not worth another one. */
import type { FileWriters } from './file-batches.ts';
import type { FileWriter } from './write-file.ts';

export function writeHere(writer: FileWriter): FileWriters {
  return {
    failure: undefined,
    submit: (jobs, done) =>
      new Promise((resolve) => {
        done(writer.write(jobs));
        resolve();
      }),
    drain: () => Promise.resolve(),
    close: () => {
      writer.dispose();
      return Promise.resolve();
    },
  };
}
