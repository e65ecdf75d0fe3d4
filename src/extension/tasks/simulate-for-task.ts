/** A simulated device that lives as long as its task: its address is said, so that other programs can reach it. */
import { once } from 'node:events';
import { formatUsbmuxAddress } from '../../device-protocol/index.ts';
import { EXIT, programLine, type TaskWish } from '../../view/index.ts';
import type { App } from '../app.ts';
import { stopPhone } from '../devices/stop-phone.ts';
import type { TaskOutput } from './task-output.ts';

/** Ends with 0 when it is cancelled, as the command line does. Throws what the simulator throws. */
export async function simulateForTask(
  app: App,
  { device }: TaskWish & { readonly action: 'simulate' },
  output: TaskOutput,
  signal: AbortSignal,
): Promise<number> {
  const phone = await app.simulated.start(device === undefined ? {} : { preset: device });
  try {
    const entries = await app.devices.listNow();
    const { translate } = app.reporter.locale;
    const name = app.devices.find(phone.udid)?.state.name ?? phone.udid;
    output.say(translate('{name} is connected. UDID: {udid}', { name, udid: phone.udid }));
    const mux = entries.find(({ state }) => state.udid === phone.udid)?.mux;
    if (mux !== undefined) output.say(programLine(formatUsbmuxAddress(mux.address)));
    output.say(translate('Press Ctrl+C to end it.', {}));
    if (!signal.aborted) await once(signal, 'abort');
    return EXIT.good;
  } finally {
    await stopPhone(app, phone.udid);
  }
}
