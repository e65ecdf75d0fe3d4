/** The key that tells our own records from those of others: a folder from elsewhere must not bring its own praise along. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { stateFolder } from '../own-state.ts';
import { readSmallFile } from '../small-file.ts';

const KEY_BYTES = 32;

export interface HistoryKey {
  sign(text: string): string;
  isOurs(text: string, signature: string): boolean;
}

/** Made at the first use; undefined where there is none and none can be kept. */
export function historyKey(folder = stateFolder()): HistoryKey | undefined {
  const key = readKey(join(folder, 'history-key')) ?? makeKey(folder);
  if (key === undefined) return undefined;
  const sign = (text: string) => createHmac('sha256', key).update(text).digest();
  return {
    sign: (text) => sign(text).toString('hex'),
    isOurs: (text, signature) => {
      const given = Buffer.from(signature, 'hex');
      return given.length === KEY_BYTES && timingSafeEqual(given, sign(text));
    },
  };
}

function readKey(path: string): Uint8Array | undefined {
  const file = readSmallFile(path, KEY_BYTES);
  return file.state === 'read' && file.bytes.length === KEY_BYTES ? file.bytes : undefined;
}

/** Of two programs that make one at the same moment, the second takes that of the first. */
function makeKey(folder: string): Uint8Array | undefined {
  const path = join(folder, 'history-key');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, randomBytes(KEY_BYTES));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
  }
  return readKey(path);
}
