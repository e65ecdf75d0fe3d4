/** `simulate --trace FILE`: every message as a line of JSON, without file contents and secrets. */
import { closeSync, writeSync } from 'node:fs';
import { parsePlist, plistToJson, type PlistValue } from '../formats/index.ts';
import type { TraceEvent } from '../simulated-device/index.ts';
import { openOutputFile } from './output-file.ts';

interface TraceFile extends Disposable {
  readonly write: (event: TraceEvent) => void;
}

/** Only the owner may see which computers a device trusts. */
const OWNER_ONLY = 0o600;
/** Private keys and escrow bags of pair records, backup passwords. */
const SECRET = /PrivateKey$|^EscrowBag$|^(?:Old|New)?Password$/;
const PAIR_RECORD = 'PairRecordData';
const REDACTED = 'redacted';

/** Replaces the file. Undefined without a name. */
export function openTraceFile(path: string | undefined): TraceFile | undefined {
  if (path === undefined) return undefined;
  const file = openOutputFile('--trace', path, OWNER_ONLY);
  return {
    write: (event) => void writeSync(file, `${JSON.stringify(lineOf(event))}\n`),
    [Symbol.dispose]: () => {
      closeSync(file);
    },
  };
}

/** Binary data becomes base64. */
export function lineOf({ connection, channel, udid, from, message }: TraceEvent): Record<string, unknown> {
  const time = new Date().toISOString();
  return { schema: 'backup-lab/trace@1', time, connection, channel, udid, from, message: plistToJson(withoutSecrets(message)) };
}

function withoutSecrets(value: PlistValue, key = ''): PlistValue {
  if (SECRET.test(key) && (typeof value === 'string' || value instanceof Uint8Array)) return REDACTED;
  if (key === PAIR_RECORD && value instanceof Uint8Array) return pairRecordWithoutSecrets(value);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item));
  if (value instanceof Map) return new Map([...value].map(([name, item]) => [name, withoutSecrets(item, name)]));
  return value;
}

/** As a dictionary, so that the rest can be read. One that cannot be parsed is left out completely. */
function pairRecordWithoutSecrets(bytes: Uint8Array): PlistValue {
  try {
    return withoutSecrets(parsePlist(bytes));
  } catch {
    return REDACTED;
  }
}
