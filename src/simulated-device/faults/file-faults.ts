/** Faults of the file stream (F41–F46, F48). */
import { MBCode } from '../backup-agent/mobile-backup-error.ts';
import type { FaultDefinition, FaultEffect } from './fault.ts';

/** `domain/relativePath`: files of the phone, and not the property lists and catalogues that go the same way. */
const FILES_OF_THE_PHONE = '*/**';
const READ_ERROR = { code: 0x0b, text: 'Input/output error (5)' };

/** iOS 17 and later cannot read it, on every run. */
const FILE_PROVIDER = { domain: 'HomeDomain', relativePath: 'Library/Application Support/FileProvider/backup/backup_manifest.db' };

export const fileFaults: readonly FaultDefinition[] = [
  {
    id: 'F41',
    title: 'The phone cannot read its own FileProvider database, and continues, as iOS 17 does on every run.',
    evidence: 'observed',
    on: `${FILE_PROVIDER.domain}/${FILE_PROVIDER.relativePath}`,
    arm: ({ device }) => {
      device.content.setFile(FILE_PROVIDER.domain, FILE_PROVIDER.relativePath, { content: 'never read' });
    },
    strikes: { 'file.upload': () => ({ kind: 'file', cutTo: 0, error: READ_ERROR }) },
  },
  {
    id: 'F42',
    title: 'The phone cannot read some files, by default two, and gives up after it has sent the others.',
    evidence: 'observed',
    on: FILES_OF_THE_PHONE,
    times: 2,
    strikes: { 'file.upload': () => unreadable(MBCode.driveWrite, 'Multiple errors uploading files', 'all') },
  },
  {
    id: 'F43',
    title: 'The screen locks in the middle of a run, by default before the third file: from then on no file can be read.',
    evidence: 'observed',
    on: FILES_OF_THE_PHONE,
    parameters: { file: 3, code: MBCode.driveWrite },
    strikes: {
      'file.upload': ({ device, memory, number }) => {
        const count = Number(memory.get('files') ?? 0) + 1;
        memory.set('files', count);
        if (count < number('file')) return undefined;
        device.locked = true;
        return number('code') === MBCode.deviceLocked
          ? unreadable(MBCode.deviceLocked, 'Device locked', 'batch')
          : unreadable(number('code'), 'Multiple errors uploading files', 'all');
      },
    },
  },
  {
    id: 'F44',
    title: 'A file ends with the code for "not found".',
    evidence: 'observed',
    on: FILES_OF_THE_PHONE,
    times: 1,
    strikes: { 'file.upload': () => ({ kind: 'file', cutTo: 0, error: { code: 0x06, text: 'No such file or directory' } }) },
  },
  {
    id: 'F45',
    title: 'A file ends with an unknown code.',
    evidence: 'observed',
    on: FILES_OF_THE_PHONE,
    times: 1,
    parameters: { code: 0x7f },
    strikes: { 'file.upload': ({ number }) => ({ kind: 'file', cutTo: 0, error: { code: number('code'), text: 'Unknown error' } }) },
  },
  {
    id: 'F46',
    title: 'The stream is out of step: there is text in place of the length of a name.',
    evidence: 'observed',
    on: FILES_OF_THE_PHONE,
    times: 1,
    parameters: { text: 'No such file or directory' },
    strikes: { 'file.upload': ({ text }) => ({ kind: 'file', before: new TextEncoder().encode(text('text')) }) },
  },
  {
    id: 'F48',
    title: 'The system kills the backup agent when a frame from the host is too long for its memory.',
    evidence: 'observed',
    parameters: { limit: 1024 * 1024 },
    strikes: { 'mb2.memory': ({ number }) => ({ kind: 'value', value: BigInt(number('limit')) }) },
  },
];

function unreadable(code: number, text: string, after: 'batch' | 'all'): FaultEffect {
  return { kind: 'file', cutTo: 0, error: READ_ERROR, fails: { code, text, after } };
}
