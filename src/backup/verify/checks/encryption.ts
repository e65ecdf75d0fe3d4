/** Do property lists, catalogue, records and stored bytes agree on what is encrypted? The bytes decide how a file is read. */
import { boolAt } from '../../../formats/index.ts';
import { dictionaryOf } from '../../read/plist-reading.ts';
import { catalogueName } from '../catalogue-name.ts';
import type { Check, CheckContext, RowFacts } from '../check.ts';

const MOST_NAMES = 5;

/** One finding for all of it: what contradicts itself in one place mostly does so in thousands. */
export const encryption: Check = {
  name: 'encryption',
  begin(context) {
    const odd: RowFacts[] = [];
    let clear = 0;
    let encrypted = 0;
    let oddFiles = 0;
    return {
      row(facts) {
        const { payload, record, form, isLost } = facts;
        if (payload === undefined || payload.size === 0 || record === undefined || isLost) return;
        if (form === 'clear') clear++;
        else encrypted++;
        const hasKey = record.encryptionKey !== undefined;
        const isOdd = form === 'clear' ? hasKey || context.encrypted === true : !hasKey;
        if (!isOdd) return;
        // Nothing will ever open it.
        if (form === 'encrypted') facts.mark('damaged');
        oddFiles++;
        if (odd.length < MOST_NAMES) odd.push(facts);
      },
      end() {
        const claims = contradictionOf(context);
        const [only] = odd;
        if (claims !== undefined) {
          const counts = { filesInTheClear: clear, filesEncrypted: encrypted, contradictingFiles: oddFiles, examples: odd.map(nameOf) };
          report(context, claims.message, { file: 'Manifest.plist', ...claims.evidence, ...counts });
        } else if (only !== undefined && oddFiles === 1) {
          only.report('encryption-contradiction', messageFor(only), { file: only.payload?.place ?? null, stored: only.form ?? null });
        } else if (oddFiles > 0) {
          const message = `The list of files is wrong about the encryption of ${oddFiles} files.`;
          const evidence = {
            file: catalogueName(context),
            filesInTheClear: clear,
            filesEncrypted: encrypted,
            contradictingFiles: oddFiles,
          };
          report(context, message, { ...evidence, examples: odd.map(nameOf) });
        }
      },
    };
  },
};

function report(context: CheckContext, message: string, evidence: Readonly<Record<string, unknown>>): void {
  context.report('encryption-contradiction', message, { evidence });
}

function messageFor({ form, record }: RowFacts): string {
  if (form === 'encrypted') return 'This file is encrypted, but its record has no key.';
  if (record?.encryptionKey === undefined) return 'The backup is encrypted, but this file is not and has no key.';
  return 'This file is not encrypted, although its record has a key.';
}

function nameOf({ domain, relativePath }: RowFacts): string {
  return `${domain}/${relativePath}`;
}

/** What Manifest.plist claims, against the catalogue and what is stored. */
function contradictionOf(context: CheckContext): { message: string; evidence: Readonly<Record<string, unknown>> } | undefined {
  const { plists, probe, encrypted } = context;
  const manifest = dictionaryOf(plists['Manifest.plist']);
  const claimed = manifest && boolAt(manifest, 'IsEncrypted');
  if (manifest === undefined || claimed === undefined) return undefined;
  const says = wordFor(claimed);
  const evidence = { 'Manifest.plist': says, files: encrypted === undefined ? null : wordFor(encrypted) };
  if (encrypted !== undefined && claimed !== encrypted) {
    return { message: `Manifest.plist says that the backup is ${says}, but the files are ${wordFor(encrypted)}.`, evidence };
  }
  // The device decides so whether its catalogue is encrypted.
  if (!claimed || !manifest.has('ManifestKey') || probe.kind !== 'sqlite') return undefined;
  return {
    message: 'Manifest.plist has a key for Manifest.db, but Manifest.db is not encrypted.',
    evidence: { ...evidence, 'Manifest.db': wordFor(false) },
  };
}

function wordFor(isEncrypted: boolean): string {
  return isEncrypted ? 'encrypted' : 'not encrypted';
}
