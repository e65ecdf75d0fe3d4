/** Is the content of every file stored? */
import { payloadPlaces } from '../../read/backup-folder.ts';
import type { Check } from '../check.ts';

export const payloadPresent: Check = {
  name: 'payload-present',
  begin: ({ summary }) => ({
    row(facts) {
      if (!facts.isFile || facts.payload !== undefined) return;
      facts.mark('missing');
      // Beside Manifest.mbdb all content lies flat, which is the second place that readers look at.
      const file = payloadPlaces(facts.fileID).at(summary.era === 'mbdb' ? -1 : 0);
      facts.report('payload-missing', 'The content of this file is not stored.', {
        ...(file === undefined ? {} : { file }),
        size: facts.record?.size ?? null,
      });
    },
  }),
};
