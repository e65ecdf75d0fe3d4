/** Faults in what the phone asks of the host's disk (F49, F51–F56). */
import type { PlistValue } from '../../formats/index.ts';
import { MBCode, MobileBackupError } from '../backup-agent/mobile-backup-error.ts';
import type { FaultDefinition, FaultEffect, FaultOccasion } from './fault.ts';

/** In front of the first of the folders that every run makes. */
const BEFORE_FOLDERS = 'dl.CreateDirectory';
const NO_OPTIONS = new Map<string, PlistValue>();

export const commandFaults: readonly FaultDefinition[] = [
  {
    id: 'F49',
    title: 'A hostile phone names a path outside its backup folder. {udid} is its own folder, {nul} a NUL character.',
    evidence: 'assumed',
    times: 1,
    parameters: { command: 'upload', path: '../../x' },
    choices: { command: ['upload', 'download', 'list', 'create', 'remove', 'move', 'copy'] },
    strikes: {
      'file.upload': (occasion) => (occasion.text('command') === 'upload' ? { kind: 'file', hostPath: pathOf(occasion) } : undefined),
      'mb2.previous': (occasion) => (occasion.text('command') === 'download' ? { kind: 'value', value: pathOf(occasion) } : undefined),
      [BEFORE_FOLDERS]: (occasion) => hostileCommand(occasion.text('command'), pathOf(occasion)),
    },
  },
  {
    id: 'F51',
    title: 'The phone sends an unknown message.',
    evidence: 'assumed',
    times: 1,
    parameters: { name: 'DLMessageFoo' },
    strikes: { [BEFORE_FOLDERS]: ({ text }) => aside(text('name'), NO_OPTIONS, 0) },
  },
  {
    id: 'F52',
    title: 'The phone lists a folder, by default one that does not exist.',
    evidence: 'observed',
    times: 1,
    parameters: { path: '{udid}/Missing' },
    strikes: { [BEFORE_FOLDERS]: (occasion) => aside('DLContentsOfDirectory', pathOf(occasion), NO_OPTIONS, 0) },
  },
  {
    id: 'F53',
    title: 'The phone asks for a file of an earlier backup that does not exist.',
    evidence: 'observed',
    times: 1,
    parameters: { path: '{udid}/Manifest.mbdb' },
    strikes: { 'mb2.previous': (occasion) => ({ kind: 'value', value: pathOf(occasion) }) },
  },
  {
    id: 'F54',
    title: 'The phone finds the Manifest.plist of the earlier backup empty.',
    evidence: 'observed',
    strikes: {
      'mb2.scan': ({ argument }) => {
        if (argument !== 'incremental') return undefined;
        const underlying = new MobileBackupError(MBCode.invalid, 'Error deserializing properties: Cannot parse a NULL or zero-length data');
        return { kind: 'answer', error: new MobileBackupError(MBCode.corrupt, 'Error reading backup properties', { underlying }) };
      },
    },
  },
  {
    id: 'F55',
    title: 'The phone removes a Snapshot folder that an earlier run has left, with everything in it.',
    evidence: 'observed',
    times: 1,
    strikes: { [BEFORE_FOLDERS]: ({ device }) => aside('DLMessageRemoveItems', [`${device.udid}/Snapshot`], NO_OPTIONS, 0) },
  },
  {
    id: 'F56',
    title: 'The phone moves a file that does not exist.',
    evidence: 'read',
    times: 1,
    parameters: { path: '{udid}/Snapshot/00/absent' },
    strikes: {
      [BEFORE_FOLDERS]: (occasion) =>
        aside('DLMessageMoveItems', new Map([[pathOf(occasion), `${occasion.device.udid}/absent`]]), NO_OPTIONS, 0),
    },
  },
];

function pathOf({ device, text }: FaultOccasion): string {
  return text('path').replaceAll('{udid}', device.udid).replaceAll('{nul}', '\0');
}

function hostileCommand(command: string, path: string): FaultEffect | undefined {
  switch (command) {
    case 'list':
      return aside('DLContentsOfDirectory', path, NO_OPTIONS, 0);
    case 'create':
      return aside('DLMessageCreateDirectory', path, NO_OPTIONS, 0);
    case 'remove':
      return aside('DLMessageRemoveItems', [path], NO_OPTIONS, 0);
    case 'move':
      return aside('DLMessageMoveItems', new Map([[path, `${path}.moved`]]), NO_OPTIONS, 0);
    case 'copy':
      return aside('DLMessageCopyItem', path, `${path}.copy`, NO_OPTIONS, 0, 0n);
    default:
      return undefined;
  }
}

function aside(...items: PlistValue[]): FaultEffect {
  return { kind: 'aside', items };
}
