/** Faults of the negotiation of a backup (F30–F36). */
import { MBCode, MobileBackupError } from '../backup-agent/mobile-backup-error.ts';
import type { FaultDefinition, FaultEffect } from './fault.ts';

const BACKUP_SERVICE = 'com.apple.mobilebackup2';

export const backupFaults: readonly FaultDefinition[] = [
  {
    id: 'F30',
    title: 'The phone announces an unknown version of DeviceLink.',
    evidence: 'assumed',
    parameters: { version: 500 },
    strikes: {
      'dl.VersionExchange': ({ number }) => ({ kind: 'message', items: ['DLMessageVersionExchange', BigInt(number('version')), 0n] }),
    },
  },
  {
    id: 'F31',
    title: 'The phone answers Hello with "no common version", or with an unexpected version.',
    evidence: 'read',
    parameters: { version: 0 },
    strikes: {
      'mb2.Hello': ({ number }) =>
        number('version') === 0
          ? answer(MBCode.internal, 'No common supported protocol version')
          : { kind: 'value', value: number('version') },
    },
  },
  {
    id: 'F32',
    title: 'The Setup Assistant of the phone was never finished.',
    evidence: 'read',
    strikes: { 'mb2.Backup': () => answer(MBCode.setupUnfinished, 'Unable to backup until Setup is finished') },
  },
  {
    id: 'F33',
    title: 'A file-system snapshot of an earlier, canceled backup is still there, until the phone is restarted.',
    evidence: 'observed',
    arm: ({ device, memory }) => {
      memory.set('restarts', device.power.restarts);
    },
    strikes: {
      'mb2.scan': ({ device, memory }) =>
        memory.get('restarts') === device.power.restarts
          ? answer(MBCode.exists, 'Failed to create snapshot: File exists (17)', '/private/var')
          : undefined,
    },
  },
  {
    id: 'F34',
    title: 'A session that begins within so many seconds after the end of another gets no answer.',
    evidence: 'observed',
    times: 1,
    parameters: { seconds: 10 },
    strikes: {
      'mb2.Response': ({ device, memory }) => {
        memory.set('ended', device.clock.elapsed());
        return undefined;
      },
      service: ({ argument, device, memory, number }) => {
        const ended = memory.get('ended');
        const isTooSoon = typeof ended === 'number' && device.clock.elapsed() - ended < number('seconds') * 1000;
        return argument === BACKUP_SERVICE && isTooSoon ? { kind: 'silence' } : undefined;
      },
    },
  },
  {
    id: 'F35',
    title: 'The phone cannot export its keychain, the first time or so many times.',
    evidence: 'observed',
    times: 1,
    parameters: { code: MBCode.internal },
    strikes: { 'mb2.scan': ({ number }) => answer(number('code'), 'Error copying keychain data') },
  },
  {
    id: 'F36',
    title: 'The phone lacks the key of a file in the earlier backup. A full backup works without it.',
    evidence: 'assumed',
    strikes: {
      'mb2.scan': ({ argument }) => (argument === 'incremental' ? answer(MBCode.keyMissing, 'Encryption key missing') : undefined),
    },
  },
];

function answer(code: number, text: string, path?: string): FaultEffect {
  return { kind: 'answer', error: new MobileBackupError(code, text, { path }) };
}
