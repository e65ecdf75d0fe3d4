/** Conversations with real phones as logs have them, in one form with those of the simulated phone: names, numbers of items, types, and the values that a log fixes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { PlistValue } from '../../src/formats/index.ts';

export interface SaidMessage {
  readonly from: 'host' | 'device';
  readonly message: PlistValue;
}

export interface LoggedMessage {
  readonly from: 'host' | 'device';
  readonly message: readonly unknown[];
}

export interface LoggedSequence {
  readonly id: string;
  readonly ios: string;
  /** Where the log stands. */
  readonly link: string;
  readonly messages?: readonly LoggedMessage[];
  /** Lines of idevicebackup2. */
  readonly stdout?: readonly string[];
  readonly phases?: readonly string[];
  readonly facts?: Readonly<Record<string, unknown>>;
}

const FIXTURES = join(import.meta.dirname, '../fixtures/logged-sequences');

export const LOGGED = JSON.parse(readFileSync(join(FIXTURES, 'sequences.json'), 'utf8')) as readonly LoggedSequence[];
const SHAPES = JSON.parse(readFileSync(join(FIXTURES, 'message-shapes.json'), 'utf8')) as Readonly<Record<string, readonly unknown[]>>;

export function logged(id: string): LoggedSequence & { readonly messages: readonly LoggedMessage[]; readonly stdout: readonly string[] } {
  const found = LOGGED.find((sequence) => sequence.id === id);
  if (found === undefined) throw new Error(`no log is called ${id}`);
  return { messages: [], stdout: [], ...found };
}

/** A fact of a log, which must be there. */
export function fact(id: string, name: string): unknown {
  const value = logged(id).facts?.[name];
  if (value === undefined) throw new Error(`the log ${id} has no fact ${name}`);
  return value;
}

/** What is different on every phone is written as in the logs: the UDID. */
export function normalMessages(said: readonly SaidMessage[], udid: string): SaidMessage[] {
  return said.map(({ from, message }) => ({ from, message: normalValue(message, udid) }));
}

function normalValue(value: PlistValue, udid: string): PlistValue {
  if (typeof value === 'string') return value.replaceAll(udid, '<UDID>');
  if (Array.isArray(value)) return value.map((item) => normalValue(item, udid));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key.replaceAll(udid, '<UDID>'), normalValue(item, udid)]));
  return value;
}

/**
 * A logged value stands for itself; an integer of JSON for a plist integer, `{"$real": n}` for a real. What a log does not fix:
 * `$int`, `$real`, `$string`, `$strings`, `$dict`, `$any`, `$options` ({} or the callbacks pointer), and `$rest` for all further items.
 */
export function agrees(expected: unknown, value: PlistValue | undefined): boolean {
  if (typeof expected === 'string' && expected.startsWith('$')) return hasType(expected, value);
  if (typeof expected === 'string') return value === expected;
  if (typeof expected === 'number') return value === BigInt(expected);
  if (typeof expected === 'boolean') return value === expected;
  if (Array.isArray(expected)) return Array.isArray(value) && agreesInItems(expected, value);
  if (expected === null || typeof expected !== 'object') return false;
  if ('$real' in expected) return typeof value === 'number' && value === expected.$real;
  if (!(value instanceof Map)) return false;
  const entries = Object.entries(expected);
  return entries.length === value.size && entries.every(([key, item]) => agrees(item, value.get(key)));
}

function agreesInItems(expected: readonly unknown[], value: readonly PlistValue[]): boolean {
  const isOpen = expected.at(-1) === '$rest';
  const fixed = isOpen ? expected.slice(0, -1) : expected;
  return (isOpen ? value.length >= fixed.length : value.length === fixed.length) && fixed.every((item, at) => agrees(item, value[at]));
}

const TYPES: Readonly<Record<string, (value: PlistValue | undefined) => boolean>> = {
  $int: (value) => typeof value === 'bigint',
  $real: (value) => typeof value === 'number',
  $string: (value) => typeof value === 'string',
  $strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  $dict: (value) => value instanceof Map,
  $any: (value) => value !== undefined,
  $options: (value) =>
    value instanceof Map && (value.size === 0 || (value.size === 1 && typeof value.get('DLDeviceIOCallbacks') === 'bigint')),
};

function hasType(name: string, value: PlistValue | undefined): boolean {
  const test = TYPES[name];
  if (test === undefined) throw new Error(`a fixture says ${name}, which means nothing`);
  return test(value);
}

function says(log: LoggedMessage, { from, message }: SaidMessage): boolean {
  return log.from === from && agrees(log.message, message);
}

/** Fails unless the logged messages come one after the other, with nothing between them. Returns where they begin. */
export function expectTogether(said: readonly SaidMessage[], log: readonly LoggedMessage[], what: string): number {
  const at = said.findIndex((_, start) => log.every((message, n) => says(message, said[start + n] ?? NOTHING)));
  if (at < 0) throw disagreement(said, log, what, 'do not stand together');
  return at;
}

/** Fails unless the logged messages come in that order, with others between them. */
export function expectInOrder(said: readonly SaidMessage[], log: readonly LoggedMessage[], what: string): void {
  let next = 0;
  for (const message of said) {
    const wanted = log[next];
    if (wanted !== undefined && says(wanted, message)) next++;
  }
  if (next < log.length) throw disagreement(said, log, what, `stop at number ${next + 1}`);
}

/** The messages of the device that are not as real phones write them: other items, other types. */
export function unusualShapes(said: readonly SaidMessage[]): string[] {
  return said.flatMap(({ from, message }) => {
    if (from !== 'device' || !Array.isArray(message)) return [];
    const [name, ...items] = message;
    const shape = typeof name === 'string' ? SHAPES[name] : undefined;
    return shape !== undefined && agreesInItems(shape, items) ? [] : [inspect(message, { depth: 4 })];
  });
}

/** What the phone does, by the family of its commands, repetitions left out: `free-space`, `directories`, `upload`, `move`, `remove`, `download`, `list`. */
export function phases(said: readonly SaidMessage[]): string[] {
  const found: string[] = [];
  for (const { from, message } of said) {
    const [name] = from === 'device' && Array.isArray(message) ? message : [];
    const phase = typeof name === 'string' ? PHASE_OF[name] : undefined;
    if (phase !== undefined && found.at(-1) !== phase) found.push(phase);
  }
  return found;
}

const PHASE_OF: Readonly<Record<string, string>> = {
  DLMessageGetFreeDiskSpace: 'free-space',
  DLMessageCreateDirectory: 'directories',
  DLMessageUploadFiles: 'upload',
  DLMessageMoveItems: 'move',
  DLMessageRemoveItems: 'remove',
  DLMessageDownloadFiles: 'download',
  DLContentsOfDirectory: 'list',
};

/** Lines of idevicebackup2 as the logs have them: no progress, no sizes but those that are always the same. */
export function normalLines(stdout: string, udid: string): string[] {
  return stdout
    .split(/[\r\n]+/)
    .map((line) => line.trim().replaceAll(udid, '<UDID>'))
    .filter((line) => line !== '' && !/^\[=* *\]|% Finished/.test(line))
    .map((line) => line.replace(/^Received [1-9]\d* files/, 'Received <n> files'))
    .map((line) =>
      /Status\.plist' \(189|\(0 Bytes\)/.test(line) ? line : line.replace(/^(Sending .*) \([\d.]+ (Bytes|[KMG]B)\)/, '$1 (<size>)'),
    );
}

/** Fails unless all lines of the log were printed in that order. */
export function expectLines(lines: readonly string[], log: readonly string[], what: string): void {
  let next = 0;
  for (const line of lines) if (line === log[next]) next++;
  if (next < log.length) throw new Error(`${what}: the line ${JSON.stringify(log[next])} is missing in\n${lines.join('\n')}`);
}

const NOTHING: SaidMessage = { from: 'host', message: '' };

function disagreement(said: readonly SaidMessage[], log: readonly LoggedMessage[], what: string, how: string): Error {
  const names = said.map(({ from, message }) => `${from} ${inspect(message, { depth: 4, breakLength: 200 })}`);
  const shown = names.length > 60 ? [...names.slice(0, 30), '…', ...names.slice(-30)] : names;
  return new Error(`${what}: the messages of the log ${how}\n${inspect(log, { depth: 6 })}\nwas said:\n${shown.join('\n')}`);
}
