/** Does the key of every file open, and is it of the protection class that the record names? */
import { classPrefixOf } from '../../../formats/index.ts';
import type { KeyFailure } from '../../read/stored/payload-content.ts';
import type { Check } from '../check.ts';
import { keybagHealth } from '../keybag-health.ts';

/** The class, and the key wrapped. */
const WRAPPED_BYTES = 44;

export const fileKey: Check<KeyFailure> = {
  name: 'file-key',
  examine: ({ keyFailure }) => keyFailure,
  begin({ plists }) {
    const lostClasses = keybagHealth(plists)?.lostClasses ?? [];
    return {
      row(facts) {
        const { record, payload, isLost } = facts;
        if (!facts.isFile || record === undefined || isLost) return;
        const failure = facts.seen(fileKey);
        if (failure !== undefined) {
          facts.mark('damaged');
          // The keybag has had its finding.
          if (failure.protectionClass !== undefined && lostClasses.includes(failure.protectionClass)) return;
          facts.report('key-unwrap-failed', `The key of this file cannot be opened (${failure.reason}).`, {
            file: payload?.place ?? null,
            ...failure,
          });
          return;
        }
        if (record.encryptionKey?.length !== WRAPPED_BYTES) return;
        const keyClass = classPrefixOf(record.encryptionKey);
        if (keyClass === record.protectionClass) return;
        facts.report(
          'protection-class-mismatch',
          `The record names protection class ${record.protectionClass}, but its key has class ${keyClass}.`,
          {
            recordClass: record.protectionClass,
            keyClass,
          },
        );
      },
    };
  },
};
