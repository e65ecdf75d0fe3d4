/** A test of somebody else, in TypeScript: it prints the verdict and what it expected. */

import type { ContractReport } from 'ios-backup-lab/backup';
import { expectFailure, runContract, startPhone, withPhone, type HarnessPhone, type StartPhoneOptions } from 'ios-backup-lab/harness';
import { VirtualClock } from 'ios-backup-lab/simulated-device';

const options: StartPhoneOptions = { preset: 'ipad', seed: 3, clock: new VirtualClock(new Date('2026-03-01')) };

async function look(phone: HarnessPhone): Promise<string> {
  const backup = await phone.backUp({ verify: 'full' });
  const report: ContractReport = await phone.contract({ app: 'com.example.fieldnotes', must: ['Documents/**'] }, backup);
  phone.fault('F05', { after: 'bytes=10' });
  const { udid } = await expectFailure(phone.backUp(), 'link-lost');
  return `${report.verdict} ${String(udid ?? phone.udid)} ${phone.env.USBMUXD_SOCKET_ADDRESS === phone.address}`;
}

const verdict = await withPhone(options, look);
await using phone = await startPhone({ productVersion: '17' });
console.log(JSON.stringify({ verdict, version: phone.device.productVersion, runs: typeof runContract }));
