/** com.apple.os_trace_relay of a simulated device: the same log in the binary form of newer clients, and the processes in it. */
import { encodePlistFrame, readPlistFrame } from '../../device-protocol/index.ts';
import { dict, stringAt, writeXmlPlist, type PlistDict } from '../../formats/index.ts';
import type { PhoneCall } from '../phone/phone-call.ts';
import type { SyslogEntry, SyslogLevel } from '../phone/syslog.ts';
import { streamLog } from './log-stream.ts';

const MAX_REQUEST_BYTES = 64 * 1024;
/** Stands before an answer that is a property list. What it means nobody says. */
const ANSWER = Uint8Array.of(1);
/** Stands before every entry of the log. */
const ENTRY = 2;
const SUCCESSFUL = 'RequestSuccessful';
/** Of os_log; there is no warning among them. */
const LEVELS: Readonly<Record<SyslogLevel, number>> = { Notice: 0, Warning: 0, Error: 0x10 };

/** One request for each connection, as clients do; a log goes on until they leave. */
export async function serveOsTraceRelay(call: PhoneCall): Promise<void> {
  const { connection, device, signal } = call;
  if (await connection.atEnd(signal)) return;
  const request = await readPlistFrame(connection, { maxLength: MAX_REQUEST_BYTES, signal });
  call.trace('host', request);
  const name = request instanceof Map ? stringAt(request, 'Request') : undefined;
  if (name === 'StartActivity') {
    const answer = writeXmlPlist(dict({ Status: SUCCESSFUL }));
    await connection.write(Buffer.concat([u32(4), u32(answer.length), answer]));
    await streamLog(call, 'os_trace_relay', encodeEntry);
  } else if (name === 'PidList') {
    const programs = [...device.syslog.programs].map(([pid, program]) => [String(pid), dict({ ProcessName: program })] as const);
    await answerWith(call, dict({ Payload: new Map(programs), Status: SUCCESSFUL }));
  } else if (name === 'CreateArchive') await answerWith(call, dict({ Status: 'RequestFailed' }));
  else call.violation(`os_trace_relay: the request ${JSON.stringify(name)} is not supported`);
}

async function answerWith({ connection, trace }: PhoneCall, message: PlistDict): Promise<void> {
  trace('device', message);
  await connection.write(Buffer.concat([ANSWER, encodePlistFrame(message, 'xml')]));
}

/**
 * 02, u32le length, then: 9 bytes, u32le process, 42, u32le seconds, 4, u32le microseconds, 1, level, 38, u16le length of the program's name,
 * u16le of the text, 6, u32le of the subsystem, u32le of the category, 4, the program's path, its name, the text: each with a NUL, which
 * counts. As pymobiledevice3 reads it; what stands in the gaps it does not read.
 */
function encodeEntry({ date, pid, program, level, text }: SyslogEntry): Uint8Array {
  const [path, name, message] = [`/usr/libexec/${program}`, program, text].map((part) => Buffer.from(`${part}\0`, 'utf8')) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const body = Buffer.concat([
    ...[Buffer.alloc(9), u32(pid), Buffer.alloc(42)],
    ...[u32(Math.floor(date.getTime() / 1000)), Buffer.alloc(4), u32((date.getTime() % 1000) * 1000)],
    ...[Buffer.alloc(1), Buffer.of(LEVELS[level]), Buffer.alloc(38)],
    ...[u16(name.length), u16(message.length), Buffer.alloc(6), u32(0), u32(0), Buffer.alloc(4)],
    ...[path, name, message],
  ]);
  return Buffer.concat([Buffer.of(ENTRY), u32(body.length), body]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
