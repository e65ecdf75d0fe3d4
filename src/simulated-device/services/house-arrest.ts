/** com.apple.mobile.house_arrest of a simulated device: opens the container of one app, which AFC then shows on the same connection. */
import { readPlistFrame, writePlistFrame } from '../../device-protocol/index.ts';
import { dict, stringAt, type PlistDict } from '../../formats/index.ts';
import type { PhoneCall } from '../phone/phone-call.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';
import { serveFiles } from './afc/afc.ts';
import { ContentTree } from './afc/content-tree.ts';
import { MediaTree } from './afc/media-tree.ts';

const MAX_REQUEST_BYTES = 64 * 1024;

/** Where each command leads: the name of the directory that is shown, '' for the container itself. */
const COMMANDS: Readonly<Record<string, string>> = { VendContainer: '', VendDocuments: 'Documents' };

export async function serveHouseArrest(call: PhoneCall): Promise<void> {
  const { connection, device, signal } = call;
  while (!(await connection.atEnd(signal))) {
    const request = await readPlistFrame(connection, { maxLength: MAX_REQUEST_BYTES, signal });
    call.trace('host', request);
    const [command, id] = request instanceof Map ? [stringAt(request, 'Command') ?? '', stringAt(request, 'Identifier')] : [''];
    const shown = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
    if (shown === undefined || id === undefined) {
      call.violation(`house_arrest: the command ${JSON.stringify(command)} for ${JSON.stringify(id)} is not supported`);
      return;
    }
    const refusal = refusalOf(device, id);
    await answer(call, refusal === undefined ? dict({ Status: 'Complete' }) : dict({ Error: refusal }));
    // After a refusal a host may ask for another application.
    if (refusal === undefined) {
      await serveFiles(call, containerOf(device, id, shown));
      return;
    }
  }
}

/** Apple's own applications are open to nobody; all others count as such that share their files, and as a developer's (assumed). */
function refusalOf({ content }: SimulatedDevice, id: string): string | undefined {
  const application = content.applications().find((candidate) => candidate.id === id && candidate.containerClass === 'Data/Application');
  if (application === undefined) return 'ApplicationLookupFailed';
  return application.origin === 'user' ? undefined : 'InstallationLookupFailed';
}

function containerOf(device: SimulatedDevice, id: string, shown: string): MediaTree {
  const tree = new MediaTree(() => device.now().getTime());
  tree.mount(shown, new ContentTree(() => device.content, { domain: `AppDomain-${id}`, folder: shown }));
  return tree;
}

async function answer({ connection, link, trace }: PhoneCall, message: PlistDict): Promise<void> {
  trace('device', message);
  await writePlistFrame(connection, message, 'xml');
  link.meter.messages++;
}
