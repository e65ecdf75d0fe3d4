/** Everything that a device tells this computer about itself, as a text that people read. Knows no VS Code. */
import { isCodedError } from '../../base/index.ts';
import { Device, type DeviceSession } from '../../device-protocol/index.ts';
import { plistToLines, type PlistDict } from '../../formats/index.ts';
import { programLine, type Translate } from '../../view/index.ts';
import type { DeviceEntry } from './device-entry.ts';

/** What lockdownd tells besides the general values; a device that has no such domain, or hides it, leaves it out. */
const DOMAINS = [
  'com.apple.mobile.backup',
  'com.apple.disk_usage.factory',
  'com.apple.mobile.battery',
  'com.apple.mobile.wireless_lockdown',
  'com.apple.mobile.restriction',
  'com.apple.international',
  'com.apple.fmip',
  'com.apple.mobile.iTunes',
];

/** `key: value` lines, one block for each domain, with headings for people. Throws what makes the device unreadable. */
export async function readDeviceText({ mux, attached, state }: DeviceEntry, translate: Translate, signal?: AbortSignal): Promise<string> {
  const device = new Device(mux, attached);
  const forPrograms = state.address === undefined ? '' : `# ${translate('For other programs', {})}\n${programLine(state.address)}\n\n`;
  if (state.condition === 'not-trusted' || state.condition === 'trust-declined' || state.condition === 'trust-pending') {
    const values = await device.getPublicValues(undefined, signal);
    return forPrograms + blocks([[translate('Values for a computer that is not trusted', {}), values]]);
  }
  await using session = await device.openSession(signal);
  const told: [string, PlistDict][] = [[translate('General', {}), await session.getValues()]];
  for (const domain of DOMAINS) {
    const values = await valuesOf(session, domain);
    if (values.size > 0) told.push([domain, values]);
  }
  return forPrograms + blocks(told);
}

async function valuesOf(session: DeviceSession, domain: string): Promise<PlistDict> {
  try {
    return await session.getValues(domain);
  } catch (error) {
    if (isCodedError(error, 'lockdown-error')) return new Map();
    throw error;
  }
}

function blocks(told: readonly (readonly [heading: string, values: PlistDict])[]): string {
  return told.map(([heading, values]) => [`# ${heading}`, ...plistToLines(values), ''].join('\n')).join('\n');
}
