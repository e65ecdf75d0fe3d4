/** Is this a backup that was made smaller on purpose? Its record says so, as long as no run of a device has changed the backup since. */
import { LEFT_OUT_FILE } from '../../edit/changed-copy.ts';
import { leftOutIn } from '../../edit/left-out-record.ts';
import type { Check } from '../check.ts';

export const leftOut: Check = {
  name: 'left-out',
  begin: ({ folder, report }) => ({
    backup() {
      const domains = leftOutIn(folder);
      if (domains === undefined) return;
      const sum = (field: 'files' | 'bytes') => domains.reduce((total, each) => total + each[field], 0);
      const message = `${sum('files')} files in ${domains.length} domains were left out when this backup was made smaller.`;
      const evidence = {
        file: LEFT_OUT_FILE,
        files: sum('files'),
        bytes: sum('bytes'),
        domains: domains.slice(0, 100).map(({ domain }) => domain),
      };
      report('left-out-on-purpose', message, { evidence });
    },
  }),
};
