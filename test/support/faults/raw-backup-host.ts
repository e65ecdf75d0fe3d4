/** A host that serves an incremental backup as far as its first download, in frames of any length: what no client of ours would send. */
import { DeviceLinkChannel } from '../../../src/device-protocol/mobilebackup2/device-link-channel.ts';
import { END_OF_FILE, END_OF_FILES, encodeBackupRequest, encodeData, encodeName } from '../../../src/device-protocol/index.ts';
import { openPhone } from '../simulated.ts';
import { MOBILE_BACKUP, type TrialStage } from './fault-trial.ts';

/** Resolves with the phone's next message after the file; rejects with 'link-lost' when there is none. */
export async function rawHost(stage: TrialStage, { frameBytes }: { frameBytes: number }): Promise<string> {
  const phone = await openPhone(stage);
  const connection = await phone.startService(MOBILE_BACKUP);
  const link = new DeviceLinkChannel(connection);
  const request = { name: 'Backup', targetIdentifier: phone.udid, forceFull: false } as const;
  try {
    for (;;) {
      const message = await link.receive();
      if (message.kind === 'version-exchange') await link.send({ kind: 'versions-ok', major: 400 });
      else if (message.kind === 'device-ready') {
        await link.send({ kind: 'process-message', payload: encodeBackupRequest({ name: 'Hello', versions: [2.1] }) });
      } else if (message.kind === 'process-message') {
        await link.send({ kind: 'process-message', payload: encodeBackupRequest(request) });
      } else if (message.kind === 'download-files') {
        const frame = encodeData(Buffer.alloc(frameBytes));
        for (const bytes of [encodeName(message.paths[0] ?? ''), frame, END_OF_FILE, END_OF_FILES]) await link.sendBulk(bytes);
        await link.send({ kind: 'status', code: 0, value: new Map() });
        return (await link.receive()).kind;
      }
    }
  } finally {
    connection.destroy();
  }
}
