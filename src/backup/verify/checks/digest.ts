/** Do the stored bytes have the digest that the device gave them? The one proof that the format offers. */
import { isDigestedDomain } from '../../../formats/index.ts';
import type { Check } from '../check.ts';
import { digestState } from '../payload-digest.ts';

export const digest: Check = {
  name: 'digest',
  begin: ({ signal }) => ({
    async row(facts) {
      const { record, payload, state } = facts;
      if (!facts.isFile || record === undefined) return;
      if (record.digest === undefined && isDigestedDomain(facts.domain)) {
        facts.report('digest-missing', 'A file of this domain has a digest; without it a device refuses the restore.');
      }
      if (!facts.readContent || payload === undefined || state === 'damaged' || state === 'proven') return;
      const outcome = await digestState(facts, signal);
      if (outcome === 'matches') facts.mark('proven');
      if (outcome !== 'differs') return;
      facts.mark('damaged');
      facts.report('digest-mismatch', 'The stored bytes are not those that the device sent.', { file: payload.place, bytes: payload.size });
    },
  }),
};
