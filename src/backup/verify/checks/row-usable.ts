/** Does every row of the catalogue stand for something that can be read? None is left out in silence. */
import { throwIfAborted, nextTurn } from '../../../base/index.ts';
import type { UnusableRow } from '../../read/catalogue/ranked-rows.ts';
import { catalogueName } from '../catalogue-name.ts';
import type { Check, CheckContext } from '../check.ts';

const SLICE_ROWS = 2000;
/** What the device's own work leaves in catalogues of iOS 10: a mark, not a file. */
const MARKER_FLAGS = 16;

export const rowUsable: Check = {
  name: 'row-usable',
  begin(context) {
    let before = { domain: '', relativePath: '', isNone: true };
    return {
      async backup() {
        for (const rows of context.catalogue?.unusableRows(SLICE_ROWS) ?? []) {
          throwIfAborted(context.signal);
          for (const row of rows) reportUnusable(context, row);
          await nextTurn();
        }
      },
      row(facts) {
        const { domain, relativePath } = facts;
        const isTwin = !before.isNone && before.domain === domain && before.relativePath === relativePath;
        before = { domain, relativePath, isNone: false };
        if (facts.hasBlobID) {
          facts.report('row-unreadable', 'The fileID of this row is a BLOB. It can be read, but other programs overlook it.', {
            reason: 'file-id-blob',
          });
        }
        if (domain === '') facts.report('row-unreadable', 'This row has no domain.', { reason: 'no-domain' });
        if (isTwin) facts.report('row-unreadable', 'Another row has the same domain and path.', { reason: 'duplicate' });
      },
    };
  },
};

function reportUnusable(context: CheckContext, row: UnusableRow): void {
  const { rowid, types, fileID, domain, relativePath, flags } = row;
  const names = {
    ...(domain === undefined ? {} : { domain }),
    ...(relativePath === undefined ? {} : { relativePath }),
    ...(fileID === undefined ? {} : { fileID }),
  };
  const evidence = { file: catalogueName(context), rowid, flags, ...typesOf(row) };
  if (flags === MARKER_FLAGS && types.domain === 'null' && types.relativePath === 'null' && !row.hasRecord) {
    context.report('row-without-file', `Row ${rowid} is a marker of the device and does not belong to a file.`, { ...names, evidence });
  } else {
    const what = Object.entries(typesOf(row)).map(([column, type]) => `${column} is ${type}`);
    const unusual = row.isTooLong ? 'its names are longer than any on a real device' : 'it has a row number that no program assigns';
    const why = what.length === 0 ? unusual : what.join(', ');
    context.report('row-unreadable', `Row ${rowid} cannot be used: ${why}.`, { ...names, evidence });
  }
}

/** Those that are no texts. */
function typesOf({ types }: UnusableRow): Record<string, string> {
  return Object.fromEntries(Object.entries(types).filter(([, type]) => type !== 'text'));
}
