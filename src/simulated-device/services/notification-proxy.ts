/** com.apple.mobile.notification_proxy of a simulated device: relays what a host observes, and accepts what it posts. */
import { readPlistFrame, writePlistFrame } from '../../device-protocol/index.ts';
import { dict, stringAt, type PlistDict, type PlistValue } from '../../formats/index.ts';
import type { PhoneCall } from '../phone/phone-call.ts';

const MAX_REQUEST_BYTES = 64 * 1024;

export async function serveNotificationProxy(call: PhoneCall): Promise<void> {
  const { connection, device, signal } = call;
  const observed = new Set<string>();
  const subscription = device.notifications.onDidPost(({ name }) => {
    if (observed.has(name)) relayInBackground(call, name);
  });
  try {
    while (!(await connection.atEnd(signal))) {
      const request = await readPlistFrame(connection, { maxLength: MAX_REQUEST_BYTES, signal });
      call.trace('host', request);
      const effect = await device.faults.meet(...pointOf(request), call.link);
      if (effect?.kind === 'skip') continue;
      if ((await obey(call, request, observed)) === 'done') return;
    }
  } finally {
    subscription.dispose();
  }
}

function pointOf(request: PlistValue): [point: string, argument: string] {
  const [command, name] = request instanceof Map ? [stringAt(request, 'Command'), stringAt(request, 'Name')] : [];
  return [`np.${command ?? ''}`, name ?? ''];
}

/** Nothing is answered but Shutdown; a host that gets no ProxyDeath waits half a minute after every post. */
async function obey(call: PhoneCall, request: PlistValue, observed: Set<string>): Promise<'more' | 'done'> {
  const command = request instanceof Map ? stringAt(request, 'Command') : undefined;
  const name = request instanceof Map ? stringAt(request, 'Name') : undefined;
  if (command === 'ObserveNotification' && name !== undefined) {
    observed.add(name);
    call.device.notifications.observe(name);
  } else if (command === 'PostNotification' && name !== undefined) call.device.notifications.post(name, 'host');
  else if (command === 'Shutdown') {
    await send(call, dict({ Command: 'ProxyDeath' }));
    return 'done';
  } else {
    call.violation(`notification_proxy: the command ${JSON.stringify(command)} with the name ${JSON.stringify(name)} is not supported`);
  }
  return 'more';
}

/** A host that has gone misses nothing. */
function relayInBackground(call: PhoneCall, name: string): void {
  send(call, dict({ Command: 'RelayNotification', Name: name })).catch((error: unknown) => {
    call.log.debug(`notification_proxy: an observer disconnected: ${String(error)}`);
  });
}

async function send({ connection, link, trace }: PhoneCall, message: PlistDict): Promise<void> {
  trace('device', message);
  await writePlistFrame(connection, message, 'xml');
  link.meter.messages++;
}
