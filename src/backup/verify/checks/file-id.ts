/** Is every fileID the SHA-1 of its domain and path? */
import type { Check } from '../check.ts';

export const fileID: Check = {
  name: 'file-id',
  begin: () => ({
    row(facts) {
      if (facts.fileID === facts.expectedFileID) return;
      facts.mark('damaged');
      facts.report('file-id-mismatch', 'The fileID does not match this name.', { expectedFileID: facts.expectedFileID });
    },
  }),
};
