/** Widths of the columns of the file list, and what a key or a pull makes of them. Knows no DOM. */
import { COLUMN_NAMES, type ColumnName, type ColumnWidths } from '../../src/view/index.ts';

export const LEAST_COLUMN_PX = 48;
export const MOST_COLUMN_PX = 900;
/** One press of an arrow key. */
const STEP_PX = 10;

/** The width after a key on the separator in front of a column: towards the start makes the column wider. Undefined for other keys. */
export function widthForKey(key: string, width: number, isRightToLeft: boolean): number | undefined {
  const towardsStart = isRightToLeft ? 'ArrowRight' : 'ArrowLeft';
  const towardsEnd = isRightToLeft ? 'ArrowLeft' : 'ArrowRight';
  switch (key) {
    case towardsStart:
      return withinLimits(width + STEP_PX);
    case towardsEnd:
      return withinLimits(width - STEP_PX);
    case 'Home':
      return MOST_COLUMN_PX;
    case 'End':
      return LEAST_COLUMN_PX;
    default:
      return undefined;
  }
}

export function withinLimits(width: number): number {
  return Math.round(Math.min(MOST_COLUMN_PX, Math.max(LEAST_COLUMN_PX, width)));
}

/** Only what can be a width. */
export function soundWidths(widths: ColumnWidths): ColumnWidths {
  const sound = COLUMN_NAMES.flatMap((name): [ColumnName, number][] => {
    const width = widths[name];
    return width === undefined ? [] : [[name, withinLimits(width)]];
  });
  return Object.fromEntries(sound);
}
