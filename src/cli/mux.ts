/** Which usbmuxd a device command talks to: `--usbmuxd`, else `USBMUXD_SOCKET_ADDRESS`, else the system's. */
import { Option, type Command } from 'commander';
import type { UsbmuxClient } from '../device-protocol/index.ts';
import { OPTIONS } from './command-help.ts';
import { say, type Terminal } from './terminal.ts';

export interface MuxOptions {
  readonly usbmuxd?: string;
}

export function withMuxOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--usbmuxd <ADDRESS>',
      'Use the usbmuxd at HOST:PORT or a socket path (default: $USBMUXD_SOCKET_ADDRESS, or that of the system)',
    ).helpGroup(OPTIONS.connection),
  );
}

/** A client for the chosen address; throws `address-malformed`. */
export async function openMux(options: MuxOptions, terminal: Terminal): Promise<UsbmuxClient> {
  const { UsbmuxClient, defaultUsbmuxAddress, parseUsbmuxAddress } = await import('../device-protocol/index.ts');
  const mux = new UsbmuxClient(options.usbmuxd === undefined ? defaultUsbmuxAddress(terminal.env) : parseUsbmuxAddress(options.usbmuxd));
  mux.onDidRefuse((serial) => {
    say(terminal, `usbmuxd reports a device “${serial}”, which is not a valid UDID. It is left out.`);
  });
  return mux;
}
