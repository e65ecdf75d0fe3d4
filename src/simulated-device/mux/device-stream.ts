/** A stream from the mux into a device: in this process, but it can be pulled like a cable. */
import type { PhoneAttachment, PhoneCall, PhonePort } from '../phone/phone-call.ts';
import type { OpenedLink } from '../faults/fault-link.ts';
import type { MuxClient } from './mux-client.ts';

/** How the mux lets a host through to a device; a host that comes over Wi-Fi needs no letting through. */
interface MuxConsent {
  readonly link: OpenedLink;
  /** Says yes to the host. */
  accept(): Promise<void>;
}

/** Serves the port until one side ends. A pulled cable breaks the stream without a goodbye. Throws what breaks the stream. */
export async function connectToDevice(
  client: MuxClient,
  attachment: PhoneAttachment,
  port: PhonePort,
  consent?: MuxConsent,
): Promise<void> {
  const { connection, host } = client;
  const signal = AbortSignal.any([client.signal, attachment.signal]);
  const link = consent?.link ?? attachment.device.faults.openLink(connection, port.name, signal);
  const cut = () => {
    connection.destroy();
  };
  signal.addEventListener('abort', cut, { once: true });
  try {
    if (port.tls) connection.prepareTls();
    await consent?.accept();
    await serve(client, attachment, port, link);
  } finally {
    signal.removeEventListener('abort', cut);
  }
  if (signal.aborted) host.log.debug(`${port.name}: the device was unplugged`);
}

async function serve(client: MuxClient, attachment: PhoneAttachment, port: PhonePort, link: OpenedLink): Promise<void> {
  const { connection } = client;
  const { faults } = attachment.device;
  if (attachment.wifi && port.hostId !== undefined) attachment.device.networkSessions.enter(port.hostId, connection);
  link.begin();
  await faults.meet('tls', port.name, link);
  const { isSilent } = link.shaper;
  if (isSilent) {
    while ((await connection.read(link.signal)) !== undefined);
    return;
  }
  if (port.tls) await connection.startTls(port.tls);
  overhear(client, attachment, port.name);
  await faults.meet('service', port.name, link);
  const { state: phone, syslog } = attachment.device;
  const state = phone.open(port.name);
  syslog.say('lockdownd', `${port.name}: a host connects`);
  try {
    await port.serve({ ...callFor(client, attachment, port, link), state });
  } finally {
    // A host that a fault keeps from hearing owes nothing, nor does one whose cable was pulled.
    const isCut = client.signal.aborted || attachment.signal.aborted;
    const hasHostLeft = connection.wasLeftByPeer && !link.shaper.isSilent && !isCut;
    state.end(hasHostLeft ? 'host' : 'phone');
    syslog.say('lockdownd', `${port.name}: ${hasHostLeft ? 'the host has left' : 'the connection ends'}`);
  }
}

function overhear({ connection, host, number }: MuxClient, { device }: PhoneAttachment, channel: string): void {
  const { traffic } = host;
  if (traffic === undefined) return;
  connection.listen((direction, bytes) => {
    traffic({ connection: number, channel, udid: device.udid, from: direction === 'sent' ? 'device' : 'host', bytes });
  });
}

function callFor(
  client: MuxClient,
  attachment: PhoneAttachment,
  { name: channel, hostId }: PhonePort,
  link: OpenedLink,
): Omit<PhoneCall, 'state'> {
  const { connection, host, number } = client;
  const { device } = attachment;
  return {
    connection,
    link,
    device,
    attachment,
    hostId,
    signal: link.signal,
    log: host.log,
    violation: (text) => {
      host.violation(`${device.udid}: ${text}`);
    },
    trace: (from, message) => {
      // What a silenced link swallows was never said.
      if (from === 'device' && link.shaper.isSilent) return;
      host.trace({ connection: number, channel, udid: device.udid, from, message });
    },
  };
}
