/** Trials of the faults in `faults/space-faults.ts`. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import { diskWithRoomFor } from '../../full-disk.ts';
import { messages, occurrences, type FaultTrial, type TrialOutcome } from '../fault-trial.ts';

const REFUSAL = 'Insufficient free disk space on drive to back up (MBErrorDomain/105)';
const TWO_GIB = 2n ** 31n;

export const spaceTrials: readonly FaultTrial[] = [
  {
    id: 'F37',
    code: 'device-refused',
    deviceCode: 105,
    words: /needs .+ GB, and .+ (GB|TB) is free/,
    check: (outcome) => {
      const { data } = spaceAsked(outcome);
      assert.equal(Number(data.neededBytes) - Number(data.freeBytes), 7_000_000_000);
    },
    // Debian's tool does not know the message that asks to purge, and never answers it.
    tool: { exit: [], hangs: 6000 },
  },
  {
    id: 'F37',
    name: 'below DeviceLink 400',
    phone: { deviceLinkVersion: 300 },
    code: 'device-refused',
    deviceCode: 105,
    words: /not enough free space on this computer/,
    check: ({ stage, sent }) => {
      assert.equal(messages(stage, 'device', 'DLMessagePurgeDiskSpace').length, 0);
      assert.equal(occurrences(sent(), REFUSAL), 1);
    },
    tool: { exit: 151, output: /ErrorCode 105: Insufficient free disk space/ },
  },
  {
    id: 'F38',
    code: 'device-refused',
    deviceCode: 105,
    words: /claims .*667 GB.*hold.*GB/,
    check: (outcome) => {
      const { data } = spaceAsked(outcome);
      assert.equal(data.neededBytes, 667_000_000_000);
      assert.ok(Number(data.deviceBytes) < 667_000_000_000);
    },
  },
  {
    id: 'F39',
    code: 'device-refused',
    deviceCode: 106,
    words: /Free up some space on the device/,
    check: ({ sent }) => {
      assert.equal(occurrences(sent(), 'No space writing data to temporary file (MBErrorDomain/106)'), 1);
    },
    tool: { exit: 150, output: /ErrorCode 106/ },
  },
  {
    id: 'F40',
    settings: { room: 1000 },
    first: true,
    prepare: ({ phone, directory }) => {
      const disks = new DisposableStack();
      phone.fillHostDisk = (room) => {
        disks.use(diskWithRoomFor(room, directory));
      };
      return disks;
    },
    code: 'disk-full',
    words: /disk of this computer is full/,
    check: ({ stage, error }) => {
      const statuses = messages(stage, 'host', 'DLMessageStatusResponse');
      assert.ok(statuses.some(([, code]) => code === -15n));
      assert.ok(isCodedError(error));
      assert.equal(error.data.deviceCode, 104);
      assert.equal(error.data.phase, 'receiving');
    },
  },
];

/** What the phone asked, and with what the client failed: the wire's arithmetic is that of real phones. */
function spaceAsked({ stage, error, sent }: TrialOutcome): { data: Readonly<Record<string, unknown>> } {
  assert.ok(isCodedError(error));
  const { data } = error;
  const [purge] = messages(stage, 'device', 'DLMessagePurgeDiskSpace');
  assert.deepEqual(purge, ['DLMessagePurgeDiskSpace', BigInt(Number(data.neededBytes) - Number(data.freeBytes)) + TWO_GIB, 4n]);
  assert.ok(
    messages(stage, 'host').some(
      ([name, code, text]) => name === 'DLMessageStatusResponse' && code === -1n && text === 'Operation not supported',
    ),
  );
  assert.equal(occurrences(sent(), REFUSAL), 1);
  return { data };
}
