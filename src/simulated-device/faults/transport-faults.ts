/** Faults of usbmuxd and of the cable (F01–F10). */
import type { FaultDefinition, FaultOccasion } from './fault.ts';
import { WIFI_SWITCH, WIRELESS_DOMAIN } from '../wifi/wifi-presence.ts';

const BACKUP = 'com.apple.mobilebackup2';
/** usbmuxd's number for a port on which nobody listens. */
const MUX_REFUSED = 3;

export const transportFaults: readonly FaultDefinition[] = [
  {
    id: 'F01',
    title: 'No usbmuxd: nobody listens at the address, or not until so many seconds have passed (0 = never).',
    evidence: 'observed',
    parameters: { seconds: 0 },
    strikes: {},
    arm: ({ device, later, number }) => {
      device.usbmuxd.stop();
      if (number('seconds') === 0) return;
      later(number('seconds'), () => {
        device.usbmuxd.start();
      });
    },
  },
  {
    id: 'F02',
    title: 'The phone is unplugged in the middle of a backup and comes back under a new DeviceID.',
    evidence: 'observed',
    on: BACKUP,
    after: { bytes: 64 * 1024 },
    times: 1,
    parameters: { seconds: 2 },
    strikes: {
      link: ({ device, later, number }) => ({
        kind: 'act',
        act: () => {
          const { connections } = device;
          device.detach();
          later(number('seconds'), () => {
            if (connections.includes('usb')) device.attach();
            // The device itself reports an address that cannot be listened on.
            if (connections.includes('network')) void device.attach('network').catch(() => undefined);
          });
        },
      }),
    },
  },
  {
    id: 'F03',
    title: 'The phone is listed twice, by cable and on Wi-Fi: two DeviceIDs, one UDID.',
    evidence: 'observed',
    strikes: {},
    arm: ({ device }) => {
      device.values.set(WIRELESS_DOMAIN, WIFI_SWITCH, true);
      // The device itself reports an address that cannot be listened on.
      void device.attach('network').catch(() => undefined);
    },
  },
  {
    id: 'F04',
    title: 'usbmuxd refuses to connect: 3 = nobody listens, 2 = no such device, 6 = unknown version.',
    evidence: 'read',
    parameters: { result: MUX_REFUSED },
    strikes: { 'mux.Connect': ({ number }) => ({ kind: 'mux-result', result: number('result') }) },
  },
  {
    id: 'F05',
    title: 'The cable is pulled, by default after a megabyte of the backup service.',
    evidence: 'observed',
    on: BACKUP,
    after: { bytes: 1024 * 1024 },
    times: 1,
    parameters: { reset: 'no' },
    choices: { reset: ['no', 'yes'] },
    strikes: { link: ({ text }) => ({ kind: 'cut', reset: text('reset') === 'yes' }) },
  },
  {
    id: 'F06',
    title: 'The link is half open: the phone says nothing more, but the connection stays open.',
    evidence: 'observed',
    on: BACKUP,
    after: { bytes: 64 * 1024 },
    times: 1,
    strikes: { link: () => ({ kind: 'silence' }) },
  },
  {
    id: 'F07',
    title: 'The phone takes 90 seconds before its first message about the backup.',
    evidence: 'observed',
    parameters: { seconds: 90 },
    strikes: { 'mb2.Backup': ({ number }) => ({ kind: 'delay', seconds: number('seconds') }) },
  },
  {
    id: 'F08',
    title: 'The phone sends its data in segments of one byte, or in pieces that are as large as possible.',
    evidence: 'assumed',
    parameters: { form: 'dribble', bytes: 1, first: 64 * 1024 },
    choices: { form: ['dribble', 'glue'] },
    strikes: {
      link: ({ number, text }) =>
        text('form') === 'glue' ? { kind: 'glue' } : { kind: 'segments', bytes: number('bytes'), first: number('first') },
    },
  },
  {
    id: 'F09',
    title:
      'After a change of the backup password, the backup service does not respond for some seconds: connections end in the handshake or are refused.',
    evidence: 'read',
    parameters: { form: 'end', seconds: 3 },
    choices: { form: ['end', 'refuse'] },
    strikes: {
      'mb2.Response': ({ argument, device, memory }) => {
        if (argument === 'ChangePassword') memory.set('since', device.clock.elapsed());
        return undefined;
      },
      tls: (occasion) => (isDeaf(occasion, 'end') ? { kind: 'end' } : undefined),
      'mux.Connect': (occasion) => (isDeaf(occasion, 'refuse') ? { kind: 'mux-result', result: MUX_REFUSED } : undefined),
    },
  },
  {
    id: 'F10',
    title: 'A message of the backup service announces an impossible length, or is half XML and half binary.',
    evidence: 'observed',
    times: 1,
    parameters: { form: 'length', length: 0xffff_ffff },
    choices: { form: ['length', 'mix'] },
    strikes: {
      'dl.UploadFiles': ({ number, text }) => ({ kind: 'raw', bytes: text('form') === 'mix' ? mixedFrame() : frameOf(number('length')) }),
    },
  },
];

const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><array><string>';

function frameOf(length: number): Uint8Array {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(length % 0x1_0000_0000);
  return Buffer.concat([header, Buffer.alloc(32, 'bplist00')]);
}

function isDeaf({ argument, device, memory, number, text }: FaultOccasion, form: string): boolean {
  const since = memory.get('since');
  if (argument !== BACKUP || text('form') !== form || typeof since !== 'number') return false;
  return device.clock.elapsed() - since < number('seconds') * 1000;
}

/** A property list that begins as text and goes on in the binary form. */
function mixedFrame(): Uint8Array {
  const body = Buffer.concat([Buffer.from(XML_HEAD), Buffer.from('bplist00\xa1\x01', 'latin1'), Buffer.alloc(26)]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(body.length);
  return Buffer.concat([frame, body]);
}
