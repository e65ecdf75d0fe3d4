/** Faults of the sync lock, of notifications and of the person with the phone (F23–F29). */
import { AFC_STATUS, NOTIFICATION, SYNC_LOCK_PATH } from '../../device-protocol/index.ts';
import { MBCode, MobileBackupError } from '../backup-agent/mobile-backup-error.ts';
import type { FaultedDevice } from './faulted-device.ts';
import type { FaultDefinition } from './fault.ts';
import { isWithinDuration } from './fault-duration.ts';

const NOTIFICATION_PROXY = 'com.apple.mobile.notification_proxy';

export const syncFaults: readonly FaultDefinition[] = [
  {
    id: 'F23',
    title: 'Another host holds the sync lock, until so many seconds have passed (0 = forever).',
    evidence: 'observed',
    on: SYNC_LOCK_PATH,
    parameters: { seconds: 0 },
    strikes: {
      'afc.fileLock': (occasion) => (isWithinDuration(occasion) ? { kind: 'afc-status', status: AFC_STATUS.wouldBlock } : undefined),
    },
  },
  {
    id: 'F24',
    title: 'The file that hosts lock cannot be opened.',
    evidence: 'read',
    on: SYNC_LOCK_PATH,
    strikes: { 'afc.fileOpen': () => ({ kind: 'afc-status', status: AFC_STATUS.notFound }) },
  },
  {
    id: 'F25',
    title: 'The user taps Cancel on the phone while files are being sent. The phone then waits some seconds for the host to stop.',
    evidence: 'read',
    times: 1,
    parameters: { seconds: 2 },
    strikes: {
      'dl.UploadFiles': ({ device, number }) => [
        {
          kind: 'act',
          act: () => {
            device.postNotification(NOTIFICATION.syncCancelRequest);
          },
        },
        { kind: 'delay', seconds: number('seconds') },
      ],
    },
  },
  {
    id: 'F26',
    title: 'The phone asks for its passcode, which is entered after some seconds.',
    evidence: 'observed',
    parameters: { seconds: 10 },
    strikes: {
      'mb2.passcode': ({ device, number }) => ({ kind: 'act', act: (signal) => showPrompt(device, number('seconds'), signal) }),
    },
  },
  {
    id: 'F27',
    title: 'The phone asks for its passcode and nobody enters it: 208 after three minutes.',
    evidence: 'observed',
    parameters: { seconds: 180 },
    strikes: {
      'mb2.passcode': ({ device, number }) => [
        { kind: 'act', act: (signal) => showPrompt(device, number('seconds'), signal) },
        { kind: 'answer', error: new MobileBackupError(MBCode.deviceLocked, 'Device locked') },
      ],
    },
  },
  {
    id: 'F28',
    title: 'The passcode prompt is dismissed and shown again several times.',
    evidence: 'read',
    parameters: { seconds: 2, prompts: 3 },
    strikes: {
      'mb2.passcode': ({ device, number }) =>
        Array.from({ length: number('prompts') }, () => ({
          kind: 'act' as const,
          act: (signal) => showPrompt(device, number('seconds'), signal),
        })),
    },
  },
  {
    id: 'F29',
    title: 'The notification proxy does not start, or ends at the first request.',
    evidence: 'read',
    parameters: { form: 'refuse' },
    choices: { form: ['refuse', 'end'] },
    strikes: {
      'lockdown.StartService': ({ argument, text }) =>
        argument === NOTIFICATION_PROXY && text('form') === 'refuse' ? { kind: 'lockdown-error', error: 'InvalidService' } : undefined,
      'np.ObserveNotification': ({ text }) => (text('form') === 'end' ? { kind: 'end' } : undefined),
    },
  },
];

/** A host that leaves takes the prompt away. */
export async function showPrompt(device: FaultedDevice, seconds: number, signal: AbortSignal | undefined): Promise<void> {
  device.postNotification(NOTIFICATION.passcodePromptShown);
  try {
    await device.clock.sleep(seconds * 1000, signal);
  } finally {
    device.postNotification(NOTIFICATION.passcodePromptGone);
  }
}
