/** Faults of lockdownd and pairing (F11–F22). */
import type { LockdownRefusal } from '../lockdown/lockdown-reply.ts';
import type { FaultDefinition, FaultOccasion, PlaceEffect } from './fault.ts';
import { isWithinDuration } from './fault-duration.ts';

const BACKUP = 'com.apple.mobilebackup2';

function refuse(error: LockdownRefusal): () => PlaceEffect {
  return () => ({ kind: 'lockdown-error', error });
}

/** By the name that the parameter `error` gives; its choices are lockdownd's own names. */
function refuseAsTold({ text }: FaultOccasion): PlaceEffect {
  return { kind: 'lockdown-error', error: text('error') as LockdownRefusal };
}

function refuseWhileLocked(occasion: FaultOccasion): PlaceEffect | undefined {
  return isWithinDuration(occasion) ? { kind: 'lockdown-error', error: 'PasswordProtected' } : undefined;
}

export const lockdownFaults: readonly FaultDefinition[] = [
  {
    id: 'F11',
    title: 'The Trust dialog is on the screen, and so many requests are answered before somebody taps it.',
    evidence: 'observed',
    times: 3,
    strikes: { 'lockdown.Pair': refuse('PairingDialogResponsePending') },
  },
  {
    id: 'F12',
    title: 'The user taps Don’t Trust.',
    evidence: 'observed',
    strikes: { 'lockdown.Pair': refuse('UserDeniedPairing') },
  },
  {
    id: 'F13',
    title: 'The phone no longer knows this computer: the stored pairing is out of date.',
    evidence: 'observed',
    strikes: { 'lockdown.StartSession': refuse('InvalidHostID'), 'lockdown.ValidatePair': refuse('InvalidHostID') },
  },
  {
    id: 'F14',
    title: 'The phone is locked and was not unlocked since it started, until so many seconds have passed (0 = never).',
    evidence: 'read',
    parameters: { seconds: 0 },
    strikes: { 'lockdown.StartSession': refuseWhileLocked, 'lockdown.Pair': refuseWhileLocked },
  },
  {
    id: 'F15',
    title: 'Pairing succeeds, but a moment later the phone does not know the computer.',
    evidence: 'observed',
    strikes: {
      'lockdown.Pair': ({ memory }) => {
        memory.set('has paired', true);
        return undefined;
      },
      'lockdown.StartSession': ({ memory }) => (memory.has('has paired') ? refuse('InvalidHostID')() : undefined),
    },
  },
  {
    id: 'F16',
    title: 'The escrow bag of the pairing is missing or opens nothing, so the backup service does not start.',
    evidence: 'observed',
    on: BACKUP,
    parameters: { error: 'EscrowLocked' },
    choices: { error: ['EscrowLocked', 'MissingValue'] },
    strikes: { 'lockdown.StartService': refuseAsTold },
  },
  {
    id: 'F17',
    title: 'The phone does not offer the backup service, as before its activation.',
    evidence: 'observed',
    on: BACKUP,
    strikes: { 'lockdown.StartService': refuse('InvalidService') },
  },
  {
    id: 'F18',
    title: 'Too many services are open: the backup service starts only at the next request.',
    evidence: 'read',
    on: BACKUP,
    times: 1,
    strikes: { 'lockdown.StartService': refuse('ServiceLimit') },
  },
  {
    id: 'F19',
    title: 'Pairing is not allowed over this connection, as over Wi-Fi.',
    evidence: 'read',
    strikes: { 'lockdown.Pair': refuse('PairingProhibitedOverThisConnection') },
  },
  {
    id: 'F20',
    title: 'Device management or Find My prohibits pairing and sessions.',
    evidence: 'read',
    parameters: { error: 'MCProtected' },
    choices: { error: ['MCProtected', 'MCChallengeRequired', 'FMiPProtected'] },
    strikes: { 'lockdown.Pair': refuseAsTold, 'lockdown.StartSession': refuseAsTold },
  },
  {
    id: 'F21',
    title: 'lockdownd closes a connection after ten seconds of silence.',
    evidence: 'read',
    on: 'lockdownd',
    parameters: { seconds: 10 },
    strikes: { service: ({ number }) => ({ kind: 'idle-limit', seconds: number('seconds') }) },
  },
  {
    id: 'F22',
    title: 'The phone does not say whether it encrypts backups: the values of com.apple.mobile.backup are prohibited or missing.',
    evidence: 'read',
    on: 'com.apple.mobile.backup/*',
    parameters: { form: 'prohibited' },
    choices: { form: ['prohibited', 'missing'] },
    strikes: {
      'lockdown.GetValue': ({ text }) => refuse(text('form') === 'missing' ? 'MissingValue' : 'GetProhibited')(),
    },
  },
];
