/** Records of a damaged Manifest.mbdb, before and behind the damage. */
import { isCodedError } from '../../base/index.ts';
import { encodeMbdb, flagsOfMode, mbdbFileId, readMbdb, type MbdbRecord } from '../../formats/index.ts';

const HEADER = encodeMbdb([]);
/** Records of a true beginning are followed by one with stored content before long: directories come in runs. */
const MOST_UNPROVEN = 200;
const PROBE_BYTES = 64 * 1024;

/** Every byte can be read, and every record is one. */
export function isWholeMbdb(bytes: Uint8Array): boolean {
  if (!startsWithHeader(bytes)) return false;
  try {
    for (const record of readMbdb(bytes)) if (!isRecord(record)) return false;
    return true;
  } catch (error) {
    if (!isCodedError(error, 'mbdb-malformed')) throw error;
    return false;
  }
}

/**
 * The format has no marks between its records and no checksums. So reading goes on behind a damage only where a chain of well-formed records
 * leads to one whose name hashes to the fileID of a stored file; `isStored` tells that. What is between is lost.
 */
export function* carveMbdb(bytes: Uint8Array, isStored: (fileID: string) => boolean): Generator<MbdbRecord> {
  const search: Search = { isStored, triesLeft: MOST_TRIES };
  let at = HEADER.length;
  for (let damages = 0; at < bytes.length && damages < MOST_DAMAGES; damages++) {
    const next = yield* readGood(bytes, at, isStored);
    if (next === bytes.length) return;
    at = nextBeginning(bytes, next + 1, search) ?? bytes.length;
  }
}

/** Every damage costs some tries; a file that wants more was made to cost time. */
interface Search {
  readonly isStored: (fileID: string) => boolean;
  triesLeft: number;
}

const MOST_TRIES = 20_000;
const MOST_DAMAGES = 500;

function startsWithHeader(bytes: Uint8Array): boolean {
  return HEADER.every((byte, index) => bytes[index] === byte);
}

/** The well-formed records from `at` on; returns where the first that is none begins. */
function* readGood(bytes: Uint8Array, at: number, isStored: (fileID: string) => boolean): Generator<MbdbRecord, number> {
  let last: MbdbRecord | undefined;
  let next = at;
  for (const record of recordsAt(bytes, at)) {
    if (!isRecord(record)) break;
    if (last !== undefined) yield last;
    last = record;
    next += lengthOf(record);
  }
  if (last === undefined) return next;
  // The last one before a damage may have swallowed part of it: a name that was made longer, say.
  if (next < bytes.length && isFile(last) && !isStored(mbdbFileId(last))) return next - lengthOf(last);
  yield last;
  return next;
}

function lengthOf(record: MbdbRecord): number {
  return encodeMbdb([record]).length - HEADER.length;
}

/** Ends where a record reaches past the end. */
function* recordsAt(bytes: Uint8Array, at: number): Generator<MbdbRecord> {
  try {
    yield* readMbdb(bytes, at);
  } catch (error) {
    if (!isCodedError(error, 'mbdb-malformed')) throw error;
  }
}

function isRecord({ domain, mode, digest, encryptionKey, exactNames }: MbdbRecord): boolean {
  const hasLengths = (digest?.length ?? 20) === 20 && (encryptionKey?.length ?? 44) === 44;
  return exactNames === undefined && DOMAIN.test(domain) && flagsOfMode(mode) !== 0 && hasLengths;
}

function isFile({ mode }: MbdbRecord): boolean {
  return (mode & 0o170000) === 0o100000;
}

const DOMAIN = /^[A-Z][A-Za-z]*Domain[A-Za-z]*(-.+)?$/;
const WORD = Buffer.from('Domain');
const LONGEST_DOMAIN = 1024;

/** Where the next proven chain of records begins. Every name of a domain has the word in it, so only such places are tried. */
function nextBeginning(bytes: Uint8Array, from: number, search: Search): number | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let word = buffer.indexOf(WORD, from); word !== -1; word = buffer.indexOf(WORD, word + 1)) {
    for (const begin of beginningsBefore(buffer, word)) {
      if (search.triesLeft-- <= 0) return undefined;
      if (begin >= from && isChain(bytes, begin, search.isStored)) return begin;
    }
  }
  return undefined;
}

/** Places of a length that could belong to a domain with the word at `word` in it. */
function* beginningsBefore(buffer: Buffer, word: number): Generator<number> {
  for (let text = word; text >= 2 && word - text < 32; text--) {
    const length = buffer.readUInt16BE(text - 2);
    if (length >= word - text + WORD.length && length <= LONGEST_DOMAIN) yield text - 2;
    if (!isLetter(buffer[text - 1])) return;
  }
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}

function isChain(bytes: Uint8Array, begin: number, isStored: (fileID: string) => boolean): boolean {
  let seen = 0;
  for (const record of recordsAt(bytes.subarray(0, begin + PROBE_BYTES), begin)) {
    if (!isRecord(record) || seen++ > MOST_UNPROVEN) return false;
    if (isFile(record) && isStored(mbdbFileId(record))) return true;
  }
  return false;
}
