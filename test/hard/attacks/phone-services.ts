/** What lockdownd, usbmuxd and the small services can send: far too much, for ever, or nothing at all. */
import { dict, writeXmlPlist, type PlistValue } from '../../../src/formats/index.ts';
import { PHONE_UDID, attached, type Mischief } from '../attackers/malicious-phone.ts';
import { AFC, number, type AfcAnswer } from '../attackers/phone-afc.ts';
import { phoneAttack } from '../attackers/phone-attack.ts';
import { frame, rawXml, type PhoneWire } from '../attackers/phone-wire.ts';
import type { Attack } from '../attack.ts';

/** What these phones answer to the request for a backup: the run has come through everything before. */
const REFUSED = 5;
const ENDED = [3, 4, REFUSED, 7];
const APPLICATIONS = 'com.apple.mobile.installation_proxy';
const ICONS = 'com.apple.springboardservices';
const NOTIFICATIONS = 'com.apple.mobile.notification_proxy';

/** Every file is there, and each read gives `bytes`, `times` times. */
function endlessFiles(bytes: number, times: number): AfcAnswer {
  const content = Buffer.alloc(bytes, 'x');
  let reads = 0;
  return ({ operation, path }) => {
    if (operation === AFC.fileInfo) return { operation: AFC.data, body: Buffer.from('st_size\x0060000000\0') };
    if (operation === AFC.fileOpen && !path.includes('lock_sync')) {
      reads = 0;
      return { operation: AFC.fileOpened, body: number(2n) };
    }
    if (operation !== AFC.fileRead) return undefined;
    return { operation: AFC.data, body: reads++ < times ? content : Buffer.alloc(0) };
  };
}

function application(i: number, bytes: number): PlistValue {
  const data = Buffer.alloc(bytes, 'x');
  return dict({ CFBundleIdentifier: `com.example.app${String(i)}`, ApplicationSINF: data, iTunesMetadata: data });
}

async function pagesForEver(wire: PhoneWire, page: PlistValue[]): Promise<void> {
  await wire.readDict();
  await wire.flood(frame(writeXmlPlist(dict({ Status: 'BrowsingApplications', CurrentList: page }))));
}

async function applications(wire: PhoneWire, count: number): Promise<void> {
  await wire.readDict();
  await wire.sendPlist(dict({ CurrentList: Array.from({ length: count }, (_, i) => application(i, 10)), Status: 'Complete' }));
}

const silent = (wire: PhoneWire) => wire.silence();

/** Every backup; what the phone says at last shows that the rest was survived. */
function service(name: string, serve: (wire: PhoneWire) => Promise<void>): () => Mischief {
  return () => ({ services: { [name]: serve } });
}

export const ATTACKS: readonly Attack[] = [
  phoneAttack({
    id: 'afc-files-60mb',
    what: 'twelve files of 60 MB where iTunes keeps its small ones',
    holds: 'the run goes on without them, in bounds',
    mischief: () => ({ afc: endlessFiles(60_000, 1000) }),
    ends: [REFUSED],
  }),
  phoneAttack({
    id: 'afc-packets-16mb',
    what: 'the same in packets of 15 MB, though 64 KB were asked for',
    holds: 'in bounds',
    mischief: () => ({ afc: endlessFiles(15_000_000, 4) }),
    ends: ENDED,
  }),
  phoneAttack({
    id: 'afc-files-without-end',
    what: 'files that never end, byte by byte',
    holds: 'the run goes on without them, in bounds',
    mischief: () => ({ afc: endlessFiles(1, Infinity) }),
    ends: [REFUSED],
  }),
  phoneAttack({
    id: 'icons-40',
    what: 'forty icons of 30 MB',
    holds: 'the run goes on without them, in bounds',
    mischief: () => ({
      services: {
        [APPLICATIONS]: (wire) => applications(wire, 40),
        [ICONS]: async (wire) => {
          for (;;) {
            await wire.readDict();
            await wire.sendPlist(dict({ pngData: Buffer.alloc(30_000_000) }), 'binary');
          }
        },
      },
    }),
    ends: [REFUSED],
  }),
  phoneAttack({
    id: 'icons-silent',
    what: 'springboardservices says nothing',
    holds: 'the run goes on without icons, and what is waited for is said',
    mischief: () => ({ services: { [APPLICATIONS]: (wire) => applications(wire, 40), [ICONS]: silent } }),
    ends: [REFUSED],
  }),
  phoneAttack({
    id: 'applications-silent',
    what: 'installation_proxy says nothing',
    holds: 'the run goes on without applications, and what is waited for is said',
    mischief: service(APPLICATIONS, silent),
    ends: [REFUSED],
  }),
  phoneAttack({
    id: 'applications-without-end',
    what: 'pages of applications, for ever',
    holds: 'the run goes on, in bounds',
    mischief: service(APPLICATIONS, (wire) =>
      pagesForEver(
        wire,
        Array.from({ length: 20 }, (_, i) => application(i, 50_000)),
      ),
    ),
    ends: [REFUSED],
  }),
  phoneAttack({
    id: 'application-pages-empty',
    what: 'pages without applications, for ever',
    holds: 'the run goes on, in bounds',
    short: true,
    mischief: service(APPLICATIONS, (wire) => pagesForEver(wire, [])),
    ends: [REFUSED],
  }),
  phoneAttack({
    id: 'application-page-30mb',
    what: 'one page of 30 MB of elements',
    holds: 'in bounds',
    mischief: service(APPLICATIONS, async (wire) => {
      await wire.readDict();
      await wire.write(frame(rawXml(`<dict><key>CurrentList</key><array>${'<dict/>'.repeat(4_000_000)}</array></dict>`)));
      await wire.silence();
    }),
    ends: ENDED,
  }),
  phoneAttack({
    id: 'prompts-without-end',
    what: 'the passcode prompt comes and goes, by the million; Ctrl+C after a while',
    holds: 'cancelled, in bounds and in few words',
    mischief: () => ({
      services: {
        [NOTIFICATIONS]: (wire) =>
          wire.flood(
            Buffer.concat(
              ['presented', 'dismissed'].map((word) =>
                frame(writeXmlPlist(dict({ Command: 'RelayNotification', Name: `com.apple.LocalAuthentication.ui.${word}` }))),
              ),
            ),
          ),
      },
      backup: (agent) => agent.wire.silence(),
    }),
    interruptAfterMs: 6000,
    ends: [10],
  }),
  phoneAttack({
    id: 'notification-of-30mb',
    what: 'a notification whose name has 30 MB',
    holds: 'in bounds',
    mischief: service(NOTIFICATIONS, async (wire) => {
      await wire.sendPlist(dict({ Command: 'RelayNotification', Name: 'x'.repeat(30_000_000) }));
      await wire.silence();
    }),
    ends: ENDED,
  }),
  ...['info', 'backup', 'devices'].map((command) =>
    phoneAttack({
      id: `device-name-30mb-${command}`,
      what: `a device name of 30 MB, command ${command}`,
      holds: 'an answer or an error, in bounds',
      mischief: () => ({ values: { DeviceName: 'x'.repeat(30_000_000) } }),
      args: (directory) => (command === 'devices' ? [command] : [command, PHONE_UDID, ...(command === 'backup' ? [directory] : [])]),
      ends: [0, ...ENDED],
    }),
  ),
  phoneAttack({
    id: 'lockdown-elements-30mb',
    what: 'values of lockdownd in 30 MB of elements',
    holds: 'an error, in bounds',
    mischief: () => ({
      lockdown: {
        GetValue: async (wire) => {
          await wire.write(
            frame(
              rawXml(
                `<dict><key>Request</key><string>GetValue</string><key>Value</key><array>${'<array/>'.repeat(3_500_000)}</array></dict>`,
              ),
            ),
          );
          return undefined;
        },
      },
    }),
    args: () => ['info', PHONE_UDID],
    ends: ENDED,
  }),
  phoneAttack({
    id: 'lockdown-error-of-megabytes',
    what: 'an error of lockdownd whose name has three megabytes',
    holds: 'an error in few words',
    short: true,
    mischief: () => ({ lockdown: { GetValue: () => Promise.resolve(dict({ Error: 'No'.repeat(1_500_000) })) } }),
    args: () => ['info', PHONE_UDID, '--json'],
    ends: ENDED,
  }),
  phoneAttack({
    id: 'lockdown-silent',
    what: 'lockdownd says nothing',
    holds: 'an error after a minute; before, what is waited for is said',
    mischief: () => ({ lockdown: { GetValue: silent } }),
    args: () => ['info', PHONE_UDID],
    ends: [7],
    says: /Waiting/,
  }),
  phoneAttack({
    id: 'devices-23k',
    what: 'usbmuxd lists as many devices as a message holds',
    holds: 'an error, in bounds',
    mischief: () => ({
      mux: {
        ListDevices: (answer) =>
          answer(writeXmlPlist(dict({ DeviceList: Array.from({ length: 18_000 }, (_, i) => attached(i + 1, PHONE_UDID)) }))),
      },
    }),
    args: () => ['devices'],
    ends: ENDED,
  }),
  phoneAttack({
    id: 'devices-attached-without-end',
    what: 'devices --watch: devices come, for ever, none goes; Ctrl+C after a while',
    holds: 'cancelled, in bounds',
    mischief: () => ({
      mux: {
        Listen: async (answer) => {
          await answer(writeXmlPlist(dict({ MessageType: 'Result', Number: 0n })));
          for (let id = 1; ; id++) await answer(writeXmlPlist(attached(id, `00008030-${id.toString(16).padStart(16, '0').toUpperCase()}`)));
        },
      },
    }),
    args: () => ['devices', '--watch'],
    interruptAfterMs: 8000,
    ends: [7, 10],
  }),
  phoneAttack({
    id: 'devices-come-and-go',
    what: 'devices --watch: devices come and go, for ever, each with a name of its own; Ctrl+C after a while',
    holds: 'an error or cancelled, in bounds',
    mischief: () => ({
      mux: {
        Listen: async (answer) => {
          await answer(writeXmlPlist(dict({ MessageType: 'Result', Number: 0n })));
          for (let id = 1; ; id++) {
            await answer(writeXmlPlist(attached(id, `00008030-${id.toString(16).padStart(16, '0').toUpperCase()}`)));
            await answer(writeXmlPlist(dict({ MessageType: 'Detached', DeviceID: BigInt(id) })));
          }
        },
      },
    }),
    args: () => ['devices', '--watch'],
    interruptAfterMs: 10_000,
    ends: [7, 10],
  }),
];
