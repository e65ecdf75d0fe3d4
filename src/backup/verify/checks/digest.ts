/** Do the stored bytes have the digest that the device gave them? The one proof that the format offers. */
import type { Check } from '../check.ts';

export type DigestState = 'matches' | 'differs';

/** By the number of digits: 20 bytes in host backups; 32 in newer transfers between devices (backup format 2.4). Another cannot be checked. */
const ALGORITHMS: Readonly<Record<number, string>> = { 40: 'sha1', 64: 'sha256' };

export const digest: Check<DigestState> = {
  name: 'digest',
  examine(content) {
    if (!content.isRead) return undefined;
    const expected = content.job.digest;
    const algorithm = expected && ALGORITHMS[expected.length];
    if (expected !== undefined && algorithm !== undefined) {
      return content.digest(algorithm) === expected ? 'matches' : 'differs';
    }
    // Nothing tells what the bytes should be, but a disk that does not give them is found.
    content.readThrough();
    return undefined;
  },
  begin: () => ({
    row(facts) {
      const { payload } = facts;
      const state = facts.seen(digest);
      if (state === 'matches') facts.mark('proven');
      if (state !== 'differs' || facts.isLost) return;
      facts.mark('damaged');
      const evidence = { file: payload?.place ?? null, bytes: payload?.size ?? null };
      facts.report('digest-mismatch', 'The stored bytes are not those that the device sent.', evidence);
    },
  }),
};
