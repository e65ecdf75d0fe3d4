/** Wire messages written out by hand, so that what tests expect does not come from the code under test. */

/** `0b 2f 2e` as bytes. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s+/g, ''), 'hex'));
}

/** A property list around `body`, with the head that Apple's writers give it. */
export function xml(body: string): Buffer {
  const doctype = '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${doctype}\n<plist version="1.0">${body}</plist>\n`);
}

/** A property list behind its length in big endian: a frame of lockdownd and of the plist services. */
export function plistFrame(body: string): Buffer {
  const plist = xml(body);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(plist.length);
  return Buffer.concat([length, plist]);
}

/** A plist message of usbmuxd. */
export function muxMessage(body: string, tag: number): Buffer {
  const plist = xml(body);
  const header = Buffer.alloc(16);
  [16 + plist.length, 1, 8, tag].forEach((field, at) => header.writeUInt32LE(field, at * 4));
  return Buffer.concat([header, plist]);
}

/** Flat XML dictionary: strings, integers (numbers) and booleans. */
export function xmlDict(entries: Record<string, string | number | boolean>): string {
  const values = Object.entries(entries).map(([key, value]) => `<key>${key}</key>${xmlScalar(value)}`);
  return `<dict>${values.join('')}</dict>`;
}

function xmlScalar(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  return typeof value === 'number' ? `<integer>${value}</integer>` : `<string>${value}</string>`;
}

/** The text between the tags that follow a key, in an XML property list with one value a key: enough to read a request. */
export function xmlValue(plist: string, key: string): string | undefined {
  return new RegExp(`<key>${key}</key>\\s*<\\w+>([^<]*)</`).exec(plist)?.[1];
}
