/** Faults of usbmuxd and of the cable (F01–F10). */
import type { FaultDefinition } from './fault.ts';

export const transportFaults: readonly FaultDefinition[] = [
  {
    id: 'F05',
    title: 'The cable is pulled, by default once a megabyte has gone over the backup service.',
    evidence: 'observed',
    on: 'com.apple.mobilebackup2',
    after: { bytes: 1024 * 1024 },
    times: 1,
    parameters: { reset: 'no' },
    strikes: { link: ({ text }) => ({ kind: 'cut', reset: text('reset') === 'yes' }) },
  },
];
