/** Ends a simulated device of this window, with whatever this window does with it. */
import type { App } from '../app.ts';

/** Nothing happens when there is none with that UDID. */
export async function stopPhone(app: App, udid: string): Promise<void> {
  app.jobs.cancel(udid);
  await app.simulated.stop(udid);
  await app.devices.listNow();
}
