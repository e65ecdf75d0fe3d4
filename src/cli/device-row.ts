/** One device in the output of the command line: a row for each UDID, however it is connected. */
import { isCodedError } from '../base/index.ts';
import type { AttachedDevice, ConnectionType, DeviceOverview, UsbmuxClient } from '../device-protocol/index.ts';
import { isErrorCode, productName, wordsFor } from '../view/index.ts';
import { print, printDocument, type Terminal } from './terminal.ts';

export interface DeviceRow {
  readonly udid: string;
  /** The connection that commands use: the cable if there is one. */
  readonly deviceId: number;
  readonly connection: ConnectionType;
  /** Every connection, the cable first. */
  readonly connections: readonly DeviceWay[];
  readonly trust: DeviceOverview['trust'] | 'unknown';
  readonly name?: string | undefined;
  readonly productType?: string | undefined;
  readonly productVersion?: string | undefined;
  /** Null: the device does not report it. */
  readonly willEncrypt?: boolean | null;
  readonly lastBackup?: string | undefined;
  /** Why nothing more is known about the device. */
  readonly problem?: string;
}

interface DeviceWay {
  readonly connection: ConnectionType;
  readonly deviceId: number;
  /** Of a device on the Wi-Fi. */
  readonly address?: string | undefined;
}

/** What happened to a device, and on which connection. */
export interface DeviceHappening {
  readonly event: 'attached' | 'detached' | 'paired';
  readonly via: ConnectionType;
}

export interface RowFormat {
  readonly json?: true;
  readonly ndjson?: true;
}

/** A thousand devices are not asked all at once. */
export const ASKED_AT_ONCE = 32;

/** The attachments of one device, the cable first: the one that commands use. */
export type Attachments = readonly [preferred: AttachedDevice, ...others: AttachedDevice[]];

/** In the order in which the devices first come. */
export function attachmentsByUdid(devices: readonly AttachedDevice[]): Attachments[] {
  const groups = new Map<string, [AttachedDevice, ...AttachedDevice[]]>();
  for (const device of devices) {
    const group = groups.get(device.udid);
    if (group === undefined) groups.set(device.udid, [device]);
    else group.push(device);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => order(a) - order(b)));
}

function order({ connectionType }: AttachedDevice): number {
  return connectionType === 'usb' ? 0 : 1;
}

/** The row of a device of which only the connection is known. */
export function bareRow(preferred: AttachedDevice, all: readonly AttachedDevice[]): DeviceRow {
  return {
    udid: preferred.udid,
    deviceId: preferred.deviceId,
    connection: preferred.connectionType,
    connections: all.map(({ connectionType, deviceId, network }) => ({ connection: connectionType, deviceId, address: network?.address })),
    trust: 'unknown',
  };
}

/** Asks the device. One that does not answer must not hide the others: its row says why instead. */
export async function readRow(mux: UsbmuxClient, all: Attachments, signal: AbortSignal): Promise<DeviceRow> {
  const [preferred] = all;
  const { readDeviceOverview } = await import('../device-protocol/index.ts');
  const bare = bareRow(preferred, all);
  try {
    const { name, productType, productVersion, trust, backup } = await readDeviceOverview(mux, preferred, signal);
    const described = { ...bare, trust, name, productType, productVersion };
    if (backup === undefined) return described;
    return { ...described, willEncrypt: backup.willEncrypt ?? null, lastBackup: backup.lastBackup?.toISOString() };
  } catch (error) {
    if (!isCodedError(error) || !isErrorCode(error.code) || error.code === 'cancelled') throw error;
    return { ...bare, problem: error.code };
  }
}

/** False when nobody reads any more. */
export async function printRow(row: DeviceRow, format: RowFormat, terminal: Terminal, happening?: DeviceHappening): Promise<boolean> {
  if (format.json || format.ndjson) return await printDocument(terminal, 'device', { ...happening, ...row }, 'line');
  return await print(terminal, `${row.udid}  ${factsOf(row, happening).join(' · ')}\n`);
}

function factsOf(row: DeviceRow, happening: DeviceHappening | undefined): string[] {
  const facts = [
    row.name,
    row.productType && productName(row.productType),
    row.productVersion && `iOS ${row.productVersion}`,
    row.connections.map(({ connection }) => WAY[connection]).join(' + '),
    row.trust === 'not-trusted' ? 'does not trust this computer' : row.trust === 'locked' ? 'locked' : undefined,
    row.willEncrypt === null ? 'backup encryption unknown' : row.willEncrypt === true ? 'encrypts backups' : undefined,
    row.problem !== undefined && isErrorCode(row.problem) ? wordsFor('terminal', row.problem, { ...row }).message : undefined,
    happening && (happening.event === 'paired' ? 'paired' : `${WAY[happening.via]} ${happening.event}`),
  ];
  return facts.filter((fact): fact is string => fact !== undefined && fact !== '');
}

const WAY: Readonly<Record<ConnectionType, string>> = { usb: 'USB', network: 'Wi-Fi' };
