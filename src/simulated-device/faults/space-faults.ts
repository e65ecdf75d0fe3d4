/** Faults of space, on the host and on the phone (F37–F40). */
import { MBCode, MobileBackupError } from '../backup-agent/mobile-backup-error.ts';
import type { FaultDefinition, FaultOccasion } from './fault.ts';
import { malformed } from './trigger.ts';

/** Of 128 GiB, the smallest phone that is sold: a need that no such phone can have. */
const ABSURD_BYTES = 667_000_000_000;
const SHORT_BYTES = 7_000_000_000;

export const spaceFaults: readonly FaultDefinition[] = [
  {
    id: 'F37',
    title: 'The backup needs more space than the host has free: so many bytes more, or so many bytes in total.',
    evidence: 'observed',
    parameters: { short: SHORT_BYTES, need: 0 },
    strikes: { 'mb2.space': needs },
  },
  {
    id: 'F38',
    title: 'The phone reports that its backup needs more space than the phone has itself.',
    evidence: 'observed',
    parameters: { short: 0, need: ABSURD_BYTES },
    strikes: { 'mb2.space': needs },
  },
  {
    id: 'F39',
    title: 'The phone has no space left to prepare the backup, at once or after so many seconds of silence.',
    evidence: 'read',
    parameters: { stall: 0 },
    strikes: {
      'mb2.scan': ({ number }) => [
        { kind: 'delay', seconds: number('stall') },
        { kind: 'answer', error: new MobileBackupError(MBCode.deviceFull, 'No space writing data to temporary file') },
      ],
    },
  },
  {
    id: 'F40',
    title: 'The disk of the host fills up, by default with the third file. Needs a client in the same process.',
    evidence: 'read',
    times: 1,
    parameters: { file: 3, room: 0 },
    arm: ({ device }) => {
      if (device.fillHostDisk !== undefined) return;
      throw malformed(
        { problem: 'host-disk', id: 'F40' },
        'F40 happens on the disk of the host, which a phone cannot reach: give the client a folder on a small file system',
      );
    },
    strikes: {
      'file.upload': ({ argument, device, memory, number }) => {
        if (!argument.includes('/')) return undefined;
        const count = Number(memory.get('files') ?? 0) + 1;
        memory.set('files', count);
        if (count !== number('file')) return undefined;
        return { kind: 'act', act: () => device.fillHostDisk?.(number('room')) };
      },
    },
  },
];

/** `argument` is what the host says it has free: a host that has room for what is absurd is told of more. */
function needs({ argument, number }: FaultOccasion): { kind: 'value'; value: bigint } {
  const inAll = number('need');
  if (inAll === 0) return { kind: 'value', value: BigInt(argument) + BigInt(number('short')) };
  const free = BigInt(argument);
  return { kind: 'value', value: free < BigInt(inAll) ? BigInt(inAll) : free + BigInt(inAll) };
}
