/** One message between a host and a simulated phone as JSON, without file contents and secrets. */
import { parsePlist, plistToJson, type PlistValue } from '../../formats/index.ts';
import type { TraceEvent } from './device-port.ts';

/** Private keys and escrow bags of pair records, backup passwords. */
const SECRET = /PrivateKey$|^EscrowBag$|^(?:Old|New)?Password$/;
const PAIR_RECORD = 'PairRecordData';
const REDACTED = 'redacted';

/** A line of a trace, for `JSON.stringify`. Binary data becomes base64; keys and passwords are left out. */
export function traceLine({ connection, channel, udid, from, message }: TraceEvent, time = new Date()): Record<string, unknown> {
  const facts = { time: time.toISOString(), connection, channel, udid, from };
  return { schema: 'backup-lab/trace@1', ...facts, message: plistToJson(withoutSecrets(message)) };
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
