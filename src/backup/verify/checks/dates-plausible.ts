/** Do the dates make sense: of the three property lists, and of the files? Three clocks wrote them, and none need be right. */
import { dateAt, type PlistDict } from '../../../formats/index.ts';
import { dictionaryOf, valueOf } from '../../read/plist-reading.ts';
import type { Check, CheckContext, RowFacts } from '../check.ts';

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The device notes both down within one run, the list first. */
const ORDER_TOLERANCE_MS = 10 * MINUTE_MS;
/** The computer writes at the beginning or the end of a run, which may take hours; and its clock is its own. */
const COMPUTER_TOLERANCE_MS = DAY_MS;
/** When the first iPhone was sold: a device without its time begins in 1970 or 2001. */
const EARLIEST = new Date('2007-06-01T00:00:00Z');
/** A file may carry the time of another time zone or a camera's wrong clock; beyond that it is later than its own backup. */
const FILE_TOLERANCE_MS = 2 * DAY_MS;
const MOST_NAMES = 5;

/**
 * All of it is information: a wrong clock damages nothing, and a run that was refused moves the date in Info.plist (the oldest client for
 * Linux does so).
 */
export const datesPlausible: Check = {
  name: 'dates-plausible',
  begin(context) {
    const later: RowFacts[] = [];
    let count = 0;
    const made = context.summary.date;
    const limit = made === undefined ? Infinity : (made.getTime() + FILE_TOLERANCE_MS) / 1000;
    return {
      backup() {
        checkPlists(context);
      },
      row(facts) {
        const { record } = facts;
        if (record === undefined || !facts.isFile || Math.max(record.lastModified, record.birth) <= limit) return;
        count++;
        if (later.length < MOST_NAMES) later.push(facts);
      },
      end() {
        if (count === 0) return;
        const examples = later.map(({ domain, relativePath }) => `${domain}/${relativePath}`);
        const files = count === 1 ? '1 file has' : `${count} files have`;
        const message = `${files} a later date than the backup itself.`;
        context.report('dates-implausible', message, { evidence: { file: 'Manifest.plist', files: count, examples } });
      },
    };
  },
};

function checkPlists(context: CheckContext): void {
  const { plists, report } = context;
  const info = dictionaryOf(plists['Info.plist']);
  const dates = {
    'Manifest.plist': dateIn(dictionaryOf(plists['Manifest.plist']), 'Date'),
    'Status.plist': valueOf(plists['Status.plist'])?.date,
    'Info.plist': dateIn(info, 'Last Backup Date'),
  };
  const { 'Manifest.plist': manifest, 'Status.plist': status, 'Info.plist': host } = dates;
  const told = Object.entries(dates).filter((entry): entry is [string, Date] => entry[1] !== undefined);
  const say = (message: string) => {
    const evidence = { file: 'Status.plist', ...Object.fromEntries(told.map(([file, date]) => [file, date.toISOString()])) };
    report('dates-implausible', message, { evidence });
  };
  const tomorrow = Date.now() + DAY_MS;
  const outside = told.filter(([, date]) => date < EARLIEST || date.getTime() > tomorrow).map(([file]) => file);
  if (outside.length > 0) say(`These dates are before the first iPhone or in the future: ${outside.join(', ')}`);
  else if (isLater(manifest, status, ORDER_TOLERANCE_MS, DAY_MS)) {
    say('Manifest.plist has a later date than Status.plist, which is written after it.');
  } else if (isLater(host, status, COMPUTER_TOLERANCE_MS)) {
    say('The date from the computer is later than the date from the device. A later run may have been refused.');
  } else if (isLater(status, host, COMPUTER_TOLERANCE_MS)) say('The date from the computer is earlier than the date from the device.');
}

/** Later by more than `tolerance`, and by no more than `most`: beyond that it is a matter of the check on agreement. */
function isLater(one: Date | undefined, other: Date | undefined, tolerance: number, most = Infinity): boolean {
  if (one === undefined || other === undefined) return false;
  const difference = one.getTime() - other.getTime();
  return difference > tolerance && difference <= most;
}

function dateIn(dictionary: PlistDict | undefined, key: string): Date | undefined {
  return dictionary && dateAt(dictionary, key);
}
