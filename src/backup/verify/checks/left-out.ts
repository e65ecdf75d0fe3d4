/** Is this a backup that was made smaller on purpose? Its record says so, as long as no run of a device has changed the backup since. */
import { LEFT_OUT_FILE, LEFT_OUT_SCHEMA } from '../../edit/changed-copy.ts';
import { statusDigestOf } from '../../edit/copy-plists.ts';
import { smallFileIfAny } from '../../small-file.ts';
import type { Check, CheckContext } from '../check.ts';

const MOST_BYTES = 16 * 1024 * 1024;

export const leftOut: Check = {
  name: 'left-out',
  begin: (context) => ({
    backup() {
      const domains = domainsOf(context);
      if (domains === undefined) return;
      const sum = (field: 'files' | 'bytes') => domains.reduce((total, each) => total + each[field], 0);
      const message = `${sum('files')} files in ${domains.length} domains were left out when this backup was made smaller.`;
      const evidence = {
        file: LEFT_OUT_FILE,
        files: sum('files'),
        bytes: sum('bytes'),
        domains: domains.slice(0, 100).map(({ domain }) => domain),
      };
      context.report('left-out-on-purpose', message, { evidence });
    },
  }),
};

interface Domain {
  readonly domain: string;
  readonly files: number;
  readonly bytes: number;
}

/** Undefined if there is no record of this very version. What cannot be understood counts as a record without numbers: better one warning too many. */
function domainsOf({ folder }: CheckContext): Domain[] | undefined {
  const [place, statusPlace] = [folder.locate(LEFT_OUT_FILE), folder.locate('Status.plist')];
  const bytes = place === undefined ? undefined : smallFileIfAny(place, MOST_BYTES);
  if (bytes === undefined) return undefined;
  const status = statusPlace === undefined ? undefined : smallFileIfAny(statusPlace, MOST_BYTES);
  try {
    const record: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (!isRecord(record) || record.schema !== LEFT_OUT_SCHEMA) return [];
    if (status !== undefined && typeof record.statusDigest === 'string' && record.statusDigest !== statusDigestOf(status)) {
      return undefined;
    }
    return Array.isArray(record.leftOut) ? record.leftOut.flatMap(domainOf) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function domainOf(value: unknown): Domain[] {
  if (!isRecord(value)) return [];
  const { domain, files, bytes } = value;
  const isCount = (count: unknown): count is number => Number.isSafeInteger(count) && Number(count) >= 0;
  return typeof domain === 'string' && isCount(files) && isCount(bytes) ? [{ domain: domain.slice(0, 1000), files, bytes }] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
