/** The two crash report services of a simulated device: one collects them, the other shows them over AFC. There are none. */
import type { PhoneCall } from '../phone/phone-call.ts';
import { serveFiles } from './afc/afc.ts';
import { MediaTree } from './afc/media-tree.ts';

/** What com.apple.crashreportmover says when every report is in its place. */
const DONE = new TextEncoder().encode('ping\0');

export async function serveCrashReportMover({ connection }: PhoneCall): Promise<void> {
  await connection.write(DONE);
}

export async function serveCrashReports(call: PhoneCall): Promise<void> {
  await serveFiles(call, new MediaTree(() => call.device.now().getTime()));
}
