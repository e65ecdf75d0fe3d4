/** Which usbmuxd a device command talks to: `--usbmuxd`, else `USBMUXD_SOCKET_ADDRESS`, else the system's. */
import type { Command } from 'commander';
import type { UsbmuxClient } from '../device-protocol/index.ts';
import { say, type Terminal } from './terminal.ts';

export interface MuxOptions {
  readonly usbmuxd?: string;
}

export function withMuxOption(command: Command): Command {
  return command.option('--usbmuxd <address>', 'socket path or host:port of the usbmuxd to use');
}

/** A client for the chosen address; throws `address-malformed`. */
export async function openMux(options: MuxOptions, terminal: Terminal): Promise<UsbmuxClient> {
  const { UsbmuxClient, defaultUsbmuxAddress, parseUsbmuxAddress } = await import('../device-protocol/index.ts');
  const mux = new UsbmuxClient(options.usbmuxd === undefined ? defaultUsbmuxAddress(terminal.env) : parseUsbmuxAddress(options.usbmuxd));
  mux.onDidRefuse((serial) => {
    say(terminal, `usbmuxd announces a device “${serial}”, which is no UDID; it is left out.`);
  });
  return mux;
}
