/** Why a device or a backup cannot be seen: looks at everything that has to be there, one thing after the other, and changes nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { isCodedError } from '../../base/index.ts';
import {
  formatUsbmuxAddress,
  preferCable,
  readDeviceOverview,
  type AttachedDevice,
  type DeviceTrust,
  type UsbmuxClient,
} from '../../device-protocol/index.ts';
import { findBackups } from '../library.ts';

/** What is to be looked at. */
export interface DiagnoseOptions {
  readonly mux: UsbmuxClient;
  /** Folders that should contain backups. */
  readonly folders: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly signal?: AbortSignal | undefined;
}

/** Where this program runs. A phone is connected to a computer, and these may be another one. */
export type DiagnosedPlace = 'computer' | 'wsl' | 'container' | 'ssh';

/** A device as usbmuxd lists it, and as far as it answers. */
export interface DiagnosedDevice {
  readonly udid: string;
  readonly connection: 'usb' | 'network';
  /** A device made of software. */
  readonly isSimulated: boolean;
  readonly productType?: string;
  readonly productVersion?: string;
  readonly trust?: DeviceTrust;
  /** The code of the error when it could not be read. */
  readonly code?: string;
}

/** A folder that was searched for backups. */
export interface DiagnosedFolder {
  readonly path: string;
  readonly backups: number;
  /** The code of the error when it could not be looked into. */
  readonly code?: string;
}

/** What was found; nothing in it is secret, but UDIDs and paths are personal. */
export interface Diagnosis {
  readonly platform: NodeJS.Platform;
  readonly place: DiagnosedPlace;
  readonly usbmuxd: { readonly address: string; readonly isFromEnvironment: boolean; readonly code?: string };
  readonly devices: readonly DiagnosedDevice[];
  readonly folders: readonly DiagnosedFolder[];
}

/** A device that does not answer is left after this time. */
const DEVICE_LIMIT_MS = 5000;

/**
 * Throws only `cancelled`: what goes wrong is what is looked for.
 *
 * @example
 * ```ts
 * const { usbmuxd, devices } = await diagnose({ mux, folders: ['backups'] });
 * console.log(usbmuxd.code ?? 'usbmuxd answers', devices.length);
 * ```
 */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
  const { mux, folders, environment = process.env, platform = process.platform, signal } = options;
  const address = formatUsbmuxAddress(mux.address);
  const isFromEnvironment = (environment.USBMUXD_SOCKET_ADDRESS ?? '') !== '';
  const listed = await listOf(mux, signal);
  return {
    platform,
    place: placeOf(environment, platform),
    usbmuxd: { address, isFromEnvironment, ...('code' in listed ? { code: listed.code } : {}) },
    devices: 'code' in listed ? [] : await Promise.all(preferCable(listed.devices).map((device) => look(mux, device, signal))),
    folders: await Promise.all(folders.map((path) => searched(path, signal))),
  };
}

async function listOf(mux: UsbmuxClient, signal: AbortSignal | undefined): Promise<{ devices: AttachedDevice[] } | { code: string }> {
  try {
    return { devices: await mux.listDevices(signal) };
  } catch (error) {
    return { code: codeOf(error) };
  }
}

async function look(mux: UsbmuxClient, attached: AttachedDevice, signal: AbortSignal | undefined): Promise<DiagnosedDevice> {
  const { udid, connectionType, isSimulated } = attached;
  const device = { udid, connection: connectionType, isSimulated: isSimulated === true };
  const limit = AbortSignal.timeout(DEVICE_LIMIT_MS);
  try {
    const { trust, productType, productVersion } = await readDeviceOverview(
      mux,
      attached,
      signal === undefined ? limit : AbortSignal.any([signal, limit]),
    );
    return {
      ...device,
      trust,
      ...(productType === undefined ? {} : { productType }),
      ...(productVersion === undefined ? {} : { productVersion }),
    };
  } catch (error) {
    if (limit.aborted && signal?.aborted !== true) return { ...device, code: 'device-silent' };
    return { ...device, code: codeOf(error) };
  }
}

async function searched(path: string, signal: AbortSignal | undefined): Promise<DiagnosedFolder> {
  let code: string | undefined;
  const found = await findBackups([path], { ...(signal && { signal }), onProblem: (_, problem) => (code = problem.code) });
  return { path, backups: found.length, ...(code === undefined ? {} : { code }) };
}

function codeOf(error: unknown): string {
  if (isCodedError(error, 'cancelled')) throw error;
  return isCodedError(error) ? error.code : 'internal';
}

/** By what each leaves for programs to see. */
function placeOf(environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): DiagnosedPlace {
  if (platform === 'linux' && /microsoft/i.test(textOf('/proc/version'))) return 'wsl';
  if (existsSync('/.dockerenv') || environment.REMOTE_CONTAINERS !== undefined || environment.CODESPACES !== undefined) return 'container';
  return environment.SSH_CONNECTION === undefined ? 'computer' : 'ssh';
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
