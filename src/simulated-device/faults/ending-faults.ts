/** Faults in what the phone reports about its run: progress and result (F57–F59). */
import { MobileBackupError } from '../backup-agent/mobile-backup-error.ts';
import type { FaultDefinition, FaultOccasion } from './fault.ts';

/** Repeats, falls, nothing, more than all. */
const LIES = [150, 30, 30, 0, -5, 99, 12.5];
const STEPS = ['DownloadFiles', 'ContentsOfDirectory', 'CreateDirectory', 'UploadFiles', 'MoveItems', 'RemoveItems'];

export const endingFaults: readonly FaultDefinition[] = [
  {
    id: 'F57',
    title: 'The progress percentages repeat, decrease, and exceed 100.',
    evidence: 'observed',
    strikes: Object.fromEntries(STEPS.map((step) => [`dl.${step}`, lie])),
  },
  {
    id: 'F58',
    title: 'The last message never comes: at the end, the phone closes the link or says nothing more.',
    evidence: 'observed',
    on: 'Backup',
    parameters: { how: 'end' },
    choices: { how: ['end', 'silence'] },
    strikes: { 'mb2.Response': ({ text }) => (text('how') === 'silence' ? { kind: 'silence' } : { kind: 'end' }) },
  },
  {
    id: 'F59',
    title: 'The phone reports success, but its Status.plist says that the backup is not finished.',
    evidence: 'read',
    on: '*/Snapshot',
    strikes: { 'dl.RemoveItems': () => ({ kind: 'answer', error: new MobileBackupError(0, 'Success') }) },
  },
];

function lie({ time }: FaultOccasion): { kind: 'progress'; percent: number } {
  return { kind: 'progress', percent: LIES[(time - 1) % LIES.length] ?? 0 };
}
