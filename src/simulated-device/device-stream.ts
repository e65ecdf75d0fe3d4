/** A stream from the mux into a device: in this process, but with everything a cable does, the pulling included. */
import type { DeviceCall, DevicePort } from './device-port.ts';
import type { FaultLink } from './faults/fault-injector.ts';
import type { Attachment } from './usb-bus.ts';
import type { MuxClient } from './usbmuxd.ts';

/**
 * Says yes to the host and serves the port until one side ends. A pulled cable breaks the stream without a goodbye.
 * Throws what breaks the stream.
 */
export async function connectToDevice(
  client: MuxClient,
  attachment: Attachment,
  port: DevicePort,
  accept: () => Promise<void>,
): Promise<void> {
  const { connection, host } = client;
  const signal = AbortSignal.any([client.signal, attachment.signal]);
  const cut = () => {
    connection.destroy();
  };
  signal.addEventListener('abort', cut, { once: true });
  try {
    if (port.tls) connection.prepareTls();
    await accept();
    const { faults } = attachment.device;
    const link = faults.openLink(connection, port.name, signal);
    await faults.meet('tls', port.name, link);
    if (port.tls) await connection.startTls(port.tls);
    overhear(client, attachment, port.name);
    await faults.meet('service', port.name, link);
    await port.serve(callFor(client, attachment, port.name, link));
  } finally {
    signal.removeEventListener('abort', cut);
  }
  if (signal.aborted) host.log.debug(`${port.name}: the device was unplugged`);
}

function overhear({ connection, host, number }: MuxClient, { device }: Attachment, channel: string): void {
  const { traffic } = host;
  if (traffic === undefined) return;
  connection.listen((direction, bytes) => {
    traffic({ connection: number, channel, udid: device.udid, from: direction === 'sent' ? 'device' : 'host', bytes });
  });
}

function callFor(client: MuxClient, attachment: Attachment, channel: string, link: FaultLink): DeviceCall {
  const { connection, host, number } = client;
  const { device } = attachment;
  return {
    connection,
    link,
    device,
    signal: link.signal,
    log: host.log,
    violation: (text) => {
      host.violation(`${device.udid}: ${text}`);
    },
    trace: (from, message) => {
      host.trace({ connection: number, channel, udid: device.udid, from, message });
    },
  };
}
