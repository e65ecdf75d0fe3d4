/** Which symbolic links of a backup are made: those that can lead nowhere but into their domain. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { staysInside } from '../../../../src/backup/extract/link-target.ts';

describe('links of a backup', () => {
  it('stay inside as long as they go up no further than to the folder of their domain', () => {
    assert.ok(staysInside('b', 0));
    assert.ok(staysInside('../b/c', 1));
    assert.ok(staysInside('./../..', 2));
    assert.ok(!staysInside('..', 0));
    assert.ok(!staysInside('../../b', 1));
  });

  it('that are absolute, empty, of another system, or go up behind a name, are not made', () => {
    for (const target of ['', '/', '/etc/passwd', 'C:\\x', 'c:x', 'a\\b', 'a\0', 'a/..', 'a/../../b', '../a/..']) {
      assert.ok(!staysInside(target, 3), target);
    }
  });

  it('lead inside however they point to each other', () => {
    const depths = fc.array(fc.constantFrom('..', '.', '', 'a', 'b'), { maxLength: 8 });
    fc.assert(
      fc.property(depths, fc.nat({ max: 4 }), (segments, depth) => {
        fc.pre(staysInside(segments.join('/'), depth));
        let level = depth;
        for (const segment of segments) {
          if (segment === '..') level--;
          else if (segment !== '' && segment !== '.') level++;
          assert.ok(level >= 0);
        }
      }),
    );
  });
});
