/** Is as much stored of every file as its record says, and if not, is that how live files behave? */
import type { Check, CheckContext, RowFacts } from '../check.ts';
import { database } from './database.ts';
import { digest } from './digest.ts';
import { padding } from './padding.ts';

/** The size is from the scan; databases are copied through SQLite, and what is written to meanwhile grows, shrinks or is emptied. */
const LIVE_NAMES = /(-wal|-shm|\.log)$/i;

export const payloadSize: Check = {
  name: 'payload-size',
  begin: (context) => ({
    row(facts) {
      const { isFile, payload, record } = facts;
      if (!isFile || payload === undefined || record === undefined || facts.isLost) return;
      const isPlain = context.encrypted !== true || (record.encryptionKey === undefined && payload.size === record.size);
      const evidence = (bytes: number, expectedBytes: number) => ({ file: payload.place, bytes, expectedBytes });
      if (isPlain) {
        if (payload.size !== record.size) judge(facts, evidence(payload.size, record.size));
        return;
      }
      const verdict = facts.seen(padding);
      if (verdict?.kind === 'size-differs') judge(facts, evidence(verdict.contentBytes ?? 0, record.size), 'padding');
      else if (isLocked(context) && payload.size !== paddedSize(record.size)) {
        reportBenign(facts, evidence(payload.size, paddedSize(record.size)), 'encrypted');
      }
    },
  }),
};

type Evidence = Readonly<Record<string, unknown>> & { readonly bytes: number; readonly expectedBytes: number };

/** `excuse`: what makes a shorter file harmless, if it is not what SQLite would call damage. */
function judge(facts: RowFacts, evidence: Evidence, excuse?: string): void {
  const seenDigest = facts.seen(digest) ?? 'none';
  if (seenDigest === 'matches') {
    facts.mark('proven');
    reportBenign(facts, evidence, 'digest');
    return;
  }
  const reason = harmlessReason(facts, evidence, excuse);
  if (reason === undefined) {
    facts.mark('damaged');
    const code = excuse === undefined ? 'size-mismatch' : 'payload-truncated';
    facts.report(code, `${evidence.bytes} bytes are stored of ${evidence.expectedBytes}.`, { ...evidence, digest: seenDigest });
  } else if (seenDigest === 'none') {
    facts.mark('knownGap');
    reportBenign(facts, evidence, reason);
  } // else the digest has its own finding
}

/** Why a difference need not be damage; undefined when nothing excuses it. */
function harmlessReason(facts: RowFacts, { bytes, expectedBytes }: Evidence, excuse: string | undefined): string | undefined {
  if (bytes > expectedBytes) return 'longer';
  if (LIVE_NAMES.test(facts.relativePath)) return 'live-file';
  const health = facts.seen(database)?.state;
  if (health === 'intact') return 'intact-database';
  return health === 'damaged' ? undefined : excuse;
}

function reportBenign(facts: RowFacts, evidence: Evidence, reason: string): void {
  const message = `${evidence.bytes} bytes are stored, ${evidence.expectedBytes} were announced: the file changed while it was backed up.`;
  facts.report('size-differs-benignly', message, { ...evidence, reason });
}

function isLocked({ encrypted, classKeys }: CheckContext): boolean {
  return encrypted === true && classKeys === undefined;
}

/** AES-CBC with PKCS#7 padding: always at least one byte more, up to the next 16. */
function paddedSize(size: number): number {
  return (Math.floor(size / 16) + 1) * 16;
}
