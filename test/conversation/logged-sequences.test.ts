/** What our client says to a phone, compared message by message with logs of hosts that real phones went on with. */
import { trustedPhone } from '../support/backup-run.ts';
import { expectTogether, logged, normalMessages, unusualShapes, type SaidMessage } from '../support/logged-sequences.ts';
import { makeBulkPhone, type TraceEvent } from '../../src/simulated-device/index.ts';
import assert from 'node:assert/strict';

function backupMessages(trace: readonly TraceEvent[], udid: string): SaidMessage[] {
  return normalMessages(
    trace.filter(({ channel }) => channel === 'com.apple.mobilebackup2'),
    udid,
  );
}

describe('logged sequences: our client', () => {
  it('says hello and answers for a missing status as in the logs', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 10, size: 10 }), preset: 'ios-12', productVersion: '12.1.1' });
    await run.backUp({ verify: 'off' });
    const said = backupMessages(run.trace, run.phone.udid);
    assert.deepEqual(unusualShapes(said), []);
    for (const id of ['hello-ios12', 'status-missing-host-answer']) expectTogether(said, logged(id).messages, id);
  });
});
