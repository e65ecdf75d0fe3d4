/**
 * Reads a property list in a process of its own, and says how that ended and what it took: `read-plist-apart.ts FILE`.
 * It goes past the doors of its rooms, because each process would load all that is behind them.
 */
import { readFileSync } from 'node:fs';
import { isCodedError } from '../../src/base/errors.ts';
import { parsePlist } from '../../src/formats/plist/parse-plist.ts';
import { peakBytes } from './peak-memory.ts';

export interface PlistReading {
  /** 'read', or the code of the error. */
  readonly outcome: string;
  /** The most memory that the process ever took. */
  readonly peakBytes: number;
}

const bytes = readFileSync(process.argv[2] ?? '');
let outcome = 'read';
try {
  parsePlist(bytes);
} catch (error) {
  if (!isCodedError(error)) throw error;
  outcome = error.code;
}
const reading: PlistReading = { outcome, peakBytes: peakBytes() };
process.stdout.write(JSON.stringify(reading));
