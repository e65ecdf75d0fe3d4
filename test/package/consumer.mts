/** Somebody else's program: `consumer FOLDER` prints what it found in a backup of a simulated phone. */

import { createBackup, openBackup } from 'ios-backup-lab/backup';
import { Device, UsbmuxClient, parseUsbmuxAddress } from 'ios-backup-lab/device-protocol';
import { startSimulator } from 'ios-backup-lab/simulated-device';

await using simulator = await startSimulator({ devices: [{ preset: 'iphone', seed: 7 }] });
const mux = new UsbmuxClient(parseUsbmuxAddress(simulator.address));
const devices = await mux.listDevices();
const udid = devices[0]?.udid ?? '';
await (await Device.open(mux, udid)).pair();

const { path, verdict } = await createBackup({ mux, udid, directory: process.argv[2] ?? '.' });
await using backup = await openBackup(path);
const sms = await backup.get('HomeDomain', 'Library/SMS/sms.db');
if (sms === undefined) throw new Error('no messages in the backup');
const chunks: Uint8Array[] = [];
for await (const chunk of backup.open(sms)) chunks.push(chunk);
console.log(JSON.stringify({ devices: devices.length, sms: Buffer.concat(chunks).toString('latin1', 0, 15), verdict }));
