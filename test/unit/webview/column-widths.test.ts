import assert from 'node:assert/strict';
import { LEAST_COLUMN_PX, MOST_COLUMN_PX, soundWidths, widthForKey } from '../../../webview/list/column-widths.ts';

describe('widths of columns', () => {
  it('follow the arrow keys, the way a separator would be pulled', () => {
    assert.deepEqual([widthForKey('ArrowLeft', 100, false), widthForKey('ArrowRight', 100, false)], [110, 90]);
    assert.deepEqual([widthForKey('ArrowLeft', 100, true), widthForKey('ArrowRight', 100, true)], [90, 110]);
    assert.deepEqual([widthForKey('Home', 100, false), widthForKey('End', 100, false)], [MOST_COLUMN_PX, LEAST_COLUMN_PX]);
    assert.equal(widthForKey('a', 100, false), undefined);
  });

  it('stay within limits, also those that were kept', () => {
    assert.equal(widthForKey('ArrowRight', LEAST_COLUMN_PX, false), LEAST_COLUMN_PX);
    assert.equal(widthForKey('ArrowLeft', MOST_COLUMN_PX, false), MOST_COLUMN_PX);
    assert.deepEqual(soundWidths({ size: 1, domain: 99999 }), { domain: MOST_COLUMN_PX, size: LEAST_COLUMN_PX });
  });
});
