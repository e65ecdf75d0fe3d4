/** What a phone can send while it makes a backup: far too much of everything that DeviceLink knows. */
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dict } from '../../../src/formats/index.ts';
import type { BackupAgent } from '../attackers/backup-agent.ts';
import { END_OF_FILES, chunk, name } from '../attackers/backup-agent.ts';
import { PHONE_UDID } from '../attackers/malicious-phone.ts';
import { phoneAttack } from '../attackers/phone-attack.ts';
import { frame, rawXml } from '../attackers/phone-wire.ts';
import type { Attack } from '../attack.ts';

/** With a number behind it as long as the id of a file. */
const LONG = 'a'.repeat(34);

function* moves(udid: string, count: number): Generator<[string, string]> {
  for (let i = 0; i < count; i++) yield [`${udid}/Snapshot/${LONG}${String(i)}`, `${udid}/${LONG}${String(i)}`];
}

function paths(udid: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${udid}/${LONG}${String(i)}`);
}

/** Errors of files, one after the other, each with as much text as a stream lets through. */
async function fileErrors(agent: BackupAgent, count: number, textBytes: number): Promise<void> {
  await agent.beginUpload();
  const text = Buffer.alloc(textBytes, 'x');
  for (let i = 0; i < count; i++) {
    await agent.wire.write(name(`/var/mobile/${LONG}${String(i)}`), name(`${agent.udid}/${LONG}${String(i)}`), chunk(0x0b, text));
  }
  await agent.wire.write(END_OF_FILES);
  await agent.status();
  await agent.respond(0);
}

/** What a host says of a run that it ended: the stream, the link or the phone's own refusal. */
const ENDED = [3, 4, 5, 7];

export const ATTACKS: readonly Attack[] = [
  phoneAttack({
    id: 'moves-400k',
    what: 'one message with 400,000 moves',
    holds: 'the session ends, in bounds',
    mischief: () => ({
      backup: async (agent) => {
        await agent.move(moves(agent.udid, 400_000));
        await agent.respond(1, 'done');
      },
    }),
    ends: ENDED,
  }),
  phoneAttack({
    id: 'moves-60k',
    what: 'one message with 60,000 moves of files that are not there, Ctrl+C in the middle',
    holds: 'cancelled, in bounds',
    short: true,
    mischief: () => ({
      backup: async (agent) => {
        for (;;) await agent.move(moves(agent.udid, 60_000));
      },
    }),
    interruptAfterMs: 4000,
    ends: [10],
  }),
  phoneAttack({
    id: 'downloads-900k',
    what: 'one request for 900,000 files',
    holds: 'the session ends, in bounds',
    mischief: () => ({
      backup: async (agent) => {
        await agent.say('DLMessageDownloadFiles', paths(agent.udid, 900_000), dict({}), 0, 0n);
        await agent.wire.silence();
      },
    }),
    ends: ENDED,
  }),
  phoneAttack({
    id: 'downloads-150k',
    what: 'requests for 150,000 files that are not there, again and again, Ctrl+C in the middle',
    holds: 'cancelled, in bounds',
    mischief: () => ({
      backup: async (agent) => {
        for (;;) {
          await agent.say('DLMessageDownloadFiles', paths(agent.udid, 150_000), dict({}), 0, 0n);
          await skipDownload(agent);
          await agent.status();
        }
      },
    }),
    interruptAfterMs: 8000,
    ends: [10],
  }),
  phoneAttack({
    id: 'removals-100k',
    what: 'one message that removes 100,000 paths, again and again, Ctrl+C in the middle',
    holds: 'cancelled, in bounds',
    mischief: () => ({
      backup: async (agent) => {
        for (;;) await agent.ask('DLMessageRemoveItems', paths(agent.udid, 100_000), dict({}), 0);
      },
    }),
    interruptAfterMs: 5000,
    ends: [10],
  }),
  phoneAttack({
    id: 'file-errors-40k',
    what: '40,000 files that the phone cannot read, 16 KB of words about each',
    holds: 'a backup that is not good, in bounds',
    mischief: () => ({ backup: (agent) => fileErrors(agent, 40_000, 16_000) }),
    args: (directory) => ['backup', PHONE_UDID, directory, '--verify', 'off', '--json'],
    ends: [0, 1, 3, 4, 7, 9],
  }),
  phoneAttack({
    id: 'empty-frames',
    what: 'frames of no bytes, for ever',
    holds: 'the session ends, in bounds',
    short: true,
    mischief: () => ({ backup: (agent) => agent.wire.flood(Buffer.alloc(4)) }),
    ends: ENDED,
  }),
  phoneAttack({
    id: 'empty-chunks',
    what: 'a file of pieces without content, for ever; Ctrl+C after a while',
    holds: 'cancelled, in bounds',
    mischief: () => ({
      backup: async (agent) => {
        await agent.beginUpload();
        await agent.wire.write(name('/var/a'), name(`${agent.udid}/a`));
        await agent.wire.flood(chunk(0x0c));
      },
    }),
    interruptAfterMs: 5000,
    ends: [10],
  }),
  phoneAttack({
    id: 'empty-files',
    what: 'empty files, for ever; Ctrl+C after a while',
    holds: 'cancelled, in bounds',
    mischief: () => ({
      backup: async (agent) => {
        await agent.beginUpload();
        for (let i = 0; ; i++) {
          await agent.wire.write(name('/var/a'), name(`${agent.udid}/${(i % 5000).toString(16).padStart(40, '0')}`), chunk(0));
        }
      },
    }),
    interruptAfterMs: 5000,
    ends: [10],
  }),
  phoneAttack({
    id: 'name-of-a-megabyte',
    what: 'a file name of a megabyte',
    holds: 'the session ends, in bounds',
    short: true,
    mischief: () => ({
      backup: async (agent) => {
        await agent.beginUpload();
        await agent.wire.write(name('a'.repeat(1024 * 1024)));
        await agent.wire.silence();
      },
    }),
    ends: ENDED,
  }),
  phoneAttack({
    id: 'pings',
    what: 'pings, questions for the free space and unknown commands, for ever; Ctrl+C after a while',
    holds: 'cancelled, in bounds',
    mischief: () => ({
      backup: async (agent) => {
        for (;;) {
          for (let i = 0; i < 1000; i++) await agent.say('DLMessagePing');
          await agent.ask('DLMessageGetFreeDiskSpace');
          await agent.ask('DLMessageUnheardOf', 'x'.repeat(100_000));
        }
      },
    }),
    interruptAfterMs: 5000,
    ends: [10],
  }),
  phoneAttack({
    id: 'refusal-of-megabytes',
    what: 'a refusal with ten megabytes of words',
    holds: 'a refusal, in few words and in bounds',
    short: true,
    mischief: () => ({ backup: (agent) => agent.respond(205, 'No! '.repeat(2_500_000)) }),
    ends: ENDED,
    says: /device-refused/,
  }),
  ...[15, 60].map((megabytes) =>
    phoneAttack({
      id: `elements-${String(megabytes)}mb`,
      what: `a message of ${String(megabytes)} MB of values`,
      holds: 'the session ends, in bounds',
      mischief: () => ({
        backup: async (agent) => {
          const values = Buffer.alloc(megabytes * 1_000_000, '<true/>');
          await agent.wire.write(frame(rawXml(Buffer.concat([Buffer.from('<array>'), values, Buffer.from('</array>')]))));
          await agent.wire.silence();
        },
      }),
      ends: ENDED,
    }),
  ),
  ...[24, 60].map((thousands) =>
    phoneAttack({
      id: `folder-of-${String(thousands)}k`,
      what: `the listing of a folder with ${String(thousands)},000 files, ten times`,
      holds: 'in bounds',
      mischief: () => ({
        backup: async (agent) => {
          for (let i = 0; i < 10; i++) await agent.ask('DLContentsOfDirectory', `${agent.udid}/crowded`, dict({}), 0);
          await agent.respond(1, 'done');
        },
      }),
      args: (directory) => {
        const crowded = join(directory, PHONE_UDID, 'crowded');
        mkdirSync(crowded, { recursive: true });
        for (let i = 0; i < thousands * 1000; i++) writeFileSync(join(crowded, `${LONG}${String(i)}`), '');
        return ['backup', PHONE_UDID, directory, '--verify', 'off'];
      },
      ends: ENDED,
    }),
  ),
];

/** Reads the answer to a download until its end. */
async function skipDownload(agent: BackupAgent): Promise<void> {
  for (;;) {
    const length = (await agent.wire.take(4)).readUInt32BE(0);
    if (length === 0) return;
    await agent.wire.take(length);
    for (let ended = false; !ended;) {
      const size = (await agent.wire.take(4)).readUInt32BE(0);
      const [code] = await agent.wire.take(size);
      ended = code !== 0x0c;
    }
  }
}
