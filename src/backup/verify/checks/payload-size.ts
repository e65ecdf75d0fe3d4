/** Is as much stored of every file as its record says, and if not, is that how live files behave? */
import type { Check, CheckContext, RowFacts } from '../check.ts';
import { digestState } from '../payload-digest.ts';
import { examineDatabase } from '../payload-database.ts';

/** The size is from the scan; databases are copied through SQLite, and what is written to meanwhile grows, shrinks or is emptied. */
const LIVE_NAMES = /(-wal|-shm|\.log)$/i;

export const payloadSize: Check = {
  name: 'payload-size',
  begin: (context) => ({
    async row(facts) {
      const { isFile, payload, record } = facts;
      if (!isFile || payload === undefined || record === undefined) return;
      const expected = context.encrypted === true ? paddedSize(record.size) : record.size;
      if (payload.size === expected) return;
      const evidence = { file: payload.place, bytes: payload.size, expectedBytes: expected };
      if (context.encrypted === true) reportBenign(facts, evidence, 'encrypted');
      else await judge(context, facts, evidence);
    },
  }),
};

type Evidence = Readonly<Record<string, unknown>> & { readonly bytes: number; readonly expectedBytes: number };

async function judge(context: CheckContext, facts: RowFacts, evidence: Evidence): Promise<void> {
  const digest = await digestState(facts, context.signal);
  if (digest === 'matches') {
    facts.mark('proven');
    reportBenign(facts, evidence, 'digest');
    return;
  }
  const reason = await harmlessReason(context, facts, evidence);
  if (reason === undefined) {
    facts.mark('damaged');
    facts.report('size-mismatch', `${evidence.bytes} bytes are stored of ${evidence.expectedBytes}.`, { ...evidence, digest });
  } else if (digest === 'differs') {
    facts.mark('damaged');
    facts.report('digest-mismatch', 'The stored bytes are not those that the device sent.', evidence);
  } else {
    facts.mark('knownGap');
    reportBenign(facts, evidence, reason);
  }
}

/** Why a difference need not be damage; undefined when nothing excuses it. */
async function harmlessReason(context: CheckContext, facts: RowFacts, { bytes, expectedBytes }: Evidence): Promise<string | undefined> {
  if (bytes > expectedBytes) return 'longer';
  if (LIVE_NAMES.test(facts.relativePath)) return 'live-file';
  return (await examineDatabase(context.folder, facts)).state === 'intact' ? 'intact-database' : undefined;
}

function reportBenign(facts: RowFacts, evidence: Evidence, reason: string): void {
  const message = `${evidence.bytes} bytes are stored, ${evidence.expectedBytes} were announced: the file changed while it was backed up.`;
  facts.report('size-differs-benignly', message, { ...evidence, reason });
}

/** AES-CBC with PKCS#7 padding: always at least one byte more, up to the next 16. */
function paddedSize(size: number): number {
  return (Math.floor(size / 16) + 1) * 16;
}
