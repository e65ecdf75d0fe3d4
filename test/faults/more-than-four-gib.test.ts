/** A file of more than 4 GiB (F47) at its full size: made, sent, received and counted, and kept nowhere. Without TLS, which would only cost time. */
import assert from 'node:assert/strict';
import { BackupSession, Connection, throwUnlessOk } from '../../src/device-protocol/index.ts';
import { fileIdOf } from '../../src/formats/index.ts';
import { runBackupAgent } from '../../src/simulated-device/backup-agent/run-backup-agent.ts';
import { EditableContent } from '../../src/simulated-device/content/editable-content.ts';
import { patternContent } from '../../src/simulated-device/content/pattern-content.ts';
import { PhoneBuilder } from '../../src/simulated-device/content/phone-builder.ts';
import { AGENT_UDID, testPhone } from '../support/agent-session.ts';
import { DiscardingHost } from '../bench/discarding-host.ts';
import { socketPair } from '../support/socket-pair.ts';

const SIZE = 4 * 1024 ** 3 + 4097;
const DOMAIN = 'AppDomain-com.example.sizes';
const LARGE_ID = fileIdOf(DOMAIN, 'Documents/large.bin');
const MOST_MEMORY_BYTES = 200 * 1024 ** 2;

describe('a file of more than 4 GiB', () => {
  it('goes from the phone to the host to the last byte, and is never held', async function () {
    // Seven seconds of work, several times as long where other suites share the cores.
    this.timeout(120_000);
    const content = new EditableContent(() => new PhoneBuilder(1, 1_768_464_000).finish());
    content.setFile(DOMAIN, 'Documents/large.bin', { content: patternContent(SIZE, 1) });
    using pair = await socketPair();
    const { signal } = new AbortController();
    const phone = testPhone({ content, isPasscodeSet: false });
    const agent = runBackupAgent(phone, { connection: Connection.over(pair.near), signal });
    const host = new DiscardingHost();
    let bytes = 0;
    let mostMemory = 0;
    const before = process.memoryUsage.rss();
    const watcher = {
      onBytes: (count: number) => {
        if (Math.floor((bytes + count) / 2 ** 28) > Math.floor(bytes / 2 ** 28)) {
          mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
        }
        bytes += count;
      },
    };
    await using session = await BackupSession.open(Connection.over(pair.far));
    throwUnlessOk(await session.perform({ name: 'Backup', targetIdentifier: AGENT_UDID, forceFull: false }, host, watcher));
    await session.close();
    await agent;
    const [stored] = host.listDirectory(`${AGENT_UDID}/${LARGE_ID.slice(0, 2)}`);
    assert.deepEqual([stored?.name, stored?.size], [LARGE_ID, SIZE]);
    assert.ok(mostMemory - before < MOST_MEMORY_BYTES, `grew by ${Math.round((mostMemory - before) / 2 ** 20)} MiB`);
  });
});
