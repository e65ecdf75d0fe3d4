/** Is the content of every file stored? */
import { payloadPlaces } from '../../read/backup-folder.ts';
import type { Check } from '../check.ts';

export const payloadPresent: Check = {
  name: 'payload-present',
  begin: () => ({
    row(facts) {
      if (!facts.isFile || facts.payload !== undefined) return;
      facts.mark('missing');
      const [file] = payloadPlaces(facts.fileID);
      facts.report('payload-missing', 'The content of this file is not stored.', {
        ...(file === undefined ? {} : { file }),
        size: facts.record?.size ?? null,
      });
    },
  }),
};
