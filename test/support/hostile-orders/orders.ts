/** Orders of all kinds that a phone can send, over each other and with names that are made to harm. */
import fc from 'fast-check';
import { finishSteps } from '../finish-steps.ts';
import type { WritingHost } from '../../../src/backup/create/writing-host.ts';
import { isCodedError, systemErrorCode } from '../../../src/base/index.ts';
import { checkDevicePath, type DevicePath } from '../../../src/device-protocol/index.ts';

export const UDID = '00008030-0011223344556677';

export type Order =
  | { readonly kind: 'upload'; readonly path: string; readonly content: string; readonly end: 'finish' | 'error' }
  | { readonly kind: 'move' | 'copy'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove' | 'create'; readonly path: string };

/** A backup that there was before: property lists and catalogue, payloads in folders and at the top, one of them empty. */
export const GOOD: Readonly<Record<string, string>> = {
  'Manifest.db': 'catalogue',
  'Manifest.plist': 'properties',
  'Status.plist': 'status',
  'Info.plist': 'info',
  'ab/ab01': 'one',
  'ab/ab02': 'two',
  'cd/cd03': 'three',
  'ef/ef04': '',
  ab010: 'flat',
  'odd/deep/er': 'four',
};

/** Inside the backup folder; `ASIDE` stands for the folder that a phone may set its backup aside as. */
const PLACES = [
  ...[
    '',
    'Manifest.db',
    'Manifest.plist',
    'Status.plist',
    'Info.plist',
    'Snapshot',
    'Snapshot/ab',
    'Snapshot/ab/ab01',
    'Snapshot/Manifest.db',
  ],
  ...[
    'ab',
    'ab/ab01',
    'ab/ab02',
    'ab/ab05',
    'cd',
    'cd/cd03',
    'cd/cd06',
    'ef',
    'ef/ef04',
    'ef/ef04/deeper',
    'ab010',
    'odd',
    'odd/deep',
    'odd/deep/er',
  ],
  ...[
    'new',
    'new/a',
    'new/a/b',
    'Manifest.db/below',
    'Manifest.db/below/that',
    'Snapshot/ab/ab01/below',
    'ASIDE',
    'ASIDE/ab',
    'ASIDE/ab/ab01',
  ],
];

/** Line breaks and what stands in lists, other cases of what is there, two ways to write one letter, half a letter, dots and blanks, length. */
const HOSTILE = [
  ...['x\nManifest.db\ny', 'x\n"Manifest.db"\ny', '"ab"', '\n', 'ab\n', '\n""\n', '\r', 'a\\b', '{', '\u202eab', 'ab ', 'ab.', ' '],
  ...[
    'AB',
    'AB/AB01',
    'Ab/ab01',
    'manifest.DB',
    'snapshot',
    'SNAPSHOT/ab',
    'status.plist/x',
    'é',
    'e\u0301',
    '\ud800',
    '\ufffd',
    'ſtatus.plist',
  ],
  ...[
    'n'.repeat(255),
    'n'.repeat(300),
    `deep/${`${'d'.repeat(200)}/`.repeat(4)}end`,
    `${'ab/'.repeat(400)}ab01`,
    '.hidden',
    '__proto__',
    'constructor/x',
  ],
];

const place = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PLACES) }, { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) });
const content = fc.oneof(fc.constantFrom('', 'new', 'catalogue of another'), fc.string({ maxLength: 5 }));

export const anyOrder: fc.Arbitrary<Order> = fc.oneof(
  fc.record({ kind: fc.constant('upload' as const), path: place, content, end: fc.constantFrom('finish', 'finish', 'finish', 'error') }),
  fc.record({ kind: fc.constantFrom('move', 'move', 'copy'), from: place, to: place }),
  fc.record({ kind: fc.constantFrom('remove', 'create'), path: place }),
);

/** False when the session ends with it: the phone named what is not its own. Failures that the phone is told of are none of the test's. */
export function perform(order: Order, host: WritingHost): boolean {
  try {
    performOrThrow(order, host);
    return true;
  } catch (error) {
    if (isCodedError(error, 'unsafe-path')) return false;
    if (systemErrorCode(error) === undefined) throw error;
    return true;
  }
}

function performOrThrow(order: Order, host: WritingHost): void {
  switch (order.kind) {
    case 'upload': {
      const file = host.receive(devicePath(order.path));
      try {
        file.write(Buffer.from(order.content));
        if (order.end === 'finish') file.finish();
      } finally {
        if (order.end === 'error') file.discard();
      }
      return;
    }
    case 'move':
      host.move(devicePath(order.from), devicePath(order.to));
      return;
    case 'copy':
      finishSteps(host.copy(devicePath(order.from), devicePath(order.to)));
      return;
    case 'remove':
      finishSteps(host.remove(devicePath(order.path)));
      return;
    case 'create':
      host.createDirectory(devicePath(order.path));
      return;
  }
}

export function devicePath(path: string): DevicePath {
  if (path.startsWith('ASIDE')) return checkDevicePath(`${UDID}-20240101-120000${path.slice(5)}`);
  return checkDevicePath(path === '' ? UDID : `${UDID}/${path}`);
}
