/** Does every encrypted file end in its padding? That takes its key and no more than its last two blocks. */
import type { PaddingVerdict } from '../../../formats/index.ts';
import type { Check, RowFacts } from '../check.ts';
import { digest } from './digest.ts';

export const padding: Check<PaddingVerdict> = {
  name: 'padding',
  examine: (content) => content.padding,
  begin: () => ({
    row(facts) {
      const { payload, record } = facts;
      if (payload === undefined || record === undefined || facts.isLost) return;
      // Nothing stored of something announced is cut off, with or without the key.
      const cutOff = record.encryptionKey !== undefined && payload.size === 0 && record.size > 0;
      const verdict = cutOff ? { kind: 'truncated' as const } : facts.seen(padding);
      if (verdict !== undefined) judge(facts, verdict, { file: payload.place, bytes: payload.size, size: record.size });
    },
  }),
};

type Evidence = Readonly<Record<string, unknown>> & { readonly bytes: number; readonly size: number };

function judge(facts: RowFacts, { kind }: PaddingVerdict, evidence: Evidence): void {
  const seenDigest = facts.seen(digest);
  switch (kind) {
    case 'ok':
    case 'size-differs': // the matter of the check on sizes
    case 'not-block-aligned': // and of the one on blocks
      return;
    case 'empty-quirk':
      facts.report('payload-empty-unpadded', 'Nothing is stored of this empty file, where one block of padding is due.', evidence);
      return;
    case 'no-padding':
    case 'size-decides':
      // Another program's work, if the bytes are what was sent; of a length that a device never leaves, if they need not be.
      if (seenDigest === 'matches' || (kind === 'no-padding' && seenDigest === undefined)) {
        facts.mark('knownGap');
        facts.report('payload-not-padded', 'The content lacks its padding; its length is the one announced.', evidence);
        return;
      }
      break;
    case 'truncated':
    case 'bad-padding':
      if (evidence.bytes <= evidence.size) {
        facts.mark('damaged');
        facts.report('payload-truncated', `${evidence.bytes} bytes are stored, too few for ${evidence.size} and their padding.`, evidence);
        return;
      }
  }
  if (seenDigest === 'differs') return; // a finding of its own, and the stronger one
  facts.mark('damaged');
  facts.report('padding-invalid', 'The end of the content does not decrypt to what encryption leaves there.', evidence);
}
