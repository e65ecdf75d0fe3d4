/** A diagnosis in sentences: what is as it should be, what is not, and what to do. UDIDs and the home folder are shortened: it may be passed on. */
import type { DiagnosedDevice, DiagnosedFolder, DiagnosedPlace, Diagnosis } from '../backup/index.ts';
import { leavingOpen, phrase, type Translate } from './phrase.ts';
import { productName, systemWithVersion } from './product-name.ts';
import type { Surface } from './surface-words.ts';
import { isErrorCode, wordsFor } from './words.ts';

/** One thing that was looked at. */
export interface DoctorLine {
  readonly state: 'good' | 'problem' | 'note';
  readonly text: string;
}

/** To whom it is told. */
interface Telling {
  readonly surface: Surface;
  readonly translate: Translate;
  /** Is shown as `~`. */
  readonly home?: string;
}

const PLACES: Readonly<Record<DiagnosedPlace, string>> = {
  computer: phrase('This looks at the devices that are connected to this computer.'),
  wsl: phrase(
    'This runs in WSL, which sees no USB devices by itself. Set USBMUXD_SOCKET_ADDRESS to the usbmuxd of Windows (127.0.0.1:27015 in mirrored networking), or attach the device with usbipd.',
  ),
  container: phrase(
    'This runs in a container, which sees no USB devices by itself. Pass the socket of usbmuxd into the container, or set USBMUXD_SOCKET_ADDRESS to the usbmuxd of the host.',
  ),
  ssh: phrase('This runs over SSH: it sees devices that are connected to the remote computer, not to the one in front of you.'),
};

/** In the order in which a person should look. */
export function doctorLines(diagnosis: Diagnosis, telling: Telling): DoctorLine[] {
  const { place, usbmuxd, devices, folders } = diagnosis;
  const { translate } = telling;
  return [
    { state: 'note', text: translate(PLACES[place], {}) },
    usbmuxd.code === undefined
      ? good(translate('usbmuxd answers at {address}.', { address: shortened(usbmuxd.address, telling) }))
      : { state: 'problem', text: words(usbmuxd.code, telling, { address: shortened(usbmuxd.address, telling) }) },
    ...(usbmuxd.isFromEnvironment
      ? [{ state: 'note', text: translate('The address of usbmuxd comes from USBMUXD_SOCKET_ADDRESS.', {}) } as const]
      : []),
    ...(usbmuxd.code === undefined && devices.length === 0 ? [noDevice(telling)] : []),
    ...devices.flatMap((device) => deviceLines(device, telling)),
    ...notesOf(diagnosis).map((text) => ({ state: 'note', text: translate(text, {}) }) as const),
    ...folders.map((folder) => folderLine(folder, telling)),
  ];
}

const FORGOTTEN_PASSCODE = phrase(
  'If the passcode is forgotten, no computer can get past it. Apple explains how to erase the device and set it up again: https://support.apple.com/118430',
);
const TUNNEL = phrase(
  'Backups go through usbmuxd, also on iOS 17 and later. A program that tries the RemoteXPC tunnel instead is refused with PasswordProtected, even while the device is unlocked. Set it to use usbmuxd.',
);
/** The first with the tunnel. */
const TUNNEL_IOS = 17;

/** What helps where something else looks for the device, or nobody can unlock it. */
function notesOf({ usbmuxd, devices }: Diagnosis): string[] {
  const mayBeLocked = usbmuxd.code === undefined && (devices.length === 0 || devices.some(({ trust }) => trust === 'locked'));
  const hasTunnel = devices.some(({ productVersion }) => Number.parseInt(productVersion ?? '', 10) >= TUNNEL_IOS);
  return [...(mayBeLocked ? [FORGOTTEN_PASSCODE] : []), ...(hasTunnel ? [TUNNEL] : [])];
}

function noDevice({ translate }: Telling): DoctorLine {
  const text = translate('usbmuxd lists no device. Connect one with a cable that carries data, unlock it, and try another port.', {});
  return { state: 'problem', text };
}

function deviceLines(device: DiagnosedDevice, telling: Telling): DoctorLine[] {
  const { translate } = telling;
  const name = nameOf(device, telling.translate);
  if (device.code !== undefined) return [{ state: 'problem', text: `${name}: ${words(device.code, telling)}` }];
  if (device.trust === 'not-trusted') return [{ state: 'problem', text: `${name}: ${words('not-trusted', telling)}` }];
  if (device.trust === 'locked') return [{ state: 'problem', text: `${name}: ${words('device-locked', telling)}` }];
  return [good(translate('{name} trusts this computer and is ready.', { name }))];
}

function folderLine({ path, backups, code }: DiagnosedFolder, telling: Telling): DoctorLine {
  const { translate } = telling;
  const shown = shortened(path, telling);
  if (code !== undefined) {
    const text = words(code, telling, { path: shown });
    return { state: 'problem', text: text.includes(shown) ? text : `${shown}: ${text}` };
  }
  if (backups === 0) return { state: 'note', text: translate('{path} contains no backup.', { path: shown }) };
  return good(
    backups === 1
      ? translate('{path} contains 1 backup.', { path: shown })
      : translate('{path} contains {count} backups.', { path: shown, count: backups }),
  );
}

/** "iPhone 13, iOS 17.5.1 (…A7D2)": no name that its owner gave it. */
function nameOf({ udid, productType, productVersion, isSimulated }: DiagnosedDevice, translate: Translate): string {
  const product = productType === undefined ? '' : productName(productType, translate);
  const system = productVersion === undefined ? '' : systemWithVersion(productType, productVersion);
  const parts = [product, system, isSimulated ? translate('simulated', {}) : ''].filter((part) => part !== '').join(', ');
  return parts === '' ? `…${udid.slice(-4)}` : `${parts} (…${udid.slice(-4)})`;
}

/** `data` fills the places of the sentence. */
function words(code: string, { surface, translate }: Telling, data: Readonly<Record<string, unknown>> = {}): string {
  const { message, action } = wordsFor(surface, isErrorCode(code) ? code : 'internal', data, leavingOpen(translate));
  return `${message} ${action}`;
}

function good(text: string): DoctorLine {
  return { state: 'good', text };
}

/** Folders are often called like the device whose backup they hold. */
const UDID = /(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8}-[0-9A-Fa-f]{12}|[0-9a-f]{36})([0-9A-Fa-f]{4})(?![0-9A-Za-z])/g;

function shortened(path: string, { home }: Telling): string {
  const inHome = home !== undefined && home !== '' && path.startsWith(home) ? `~${path.slice(home.length)}` : path;
  return inHome.replace(UDID, '…$1');
}
