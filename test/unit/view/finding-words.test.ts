/** The words of findings. */
import assert from 'node:assert/strict';
import { FINDING_SEVERITY } from '../../../src/backup/index.ts';
import { FINDING_WORDS, findingTemplates } from '../../../src/view/index.ts';

describe('FINDING_WORDS', () => {
  it('has a heading and a sentence with what to do for every code', () => {
    assert.deepEqual(Object.keys(FINDING_WORDS).sort(), Object.keys(FINDING_SEVERITY).sort());
    for (const { title, action } of Object.values(FINDING_WORDS)) {
      assert.match(title, /^[A-Z].*[^.]$/);
      assert.match(action, /^[A-Z].*\.$/);
    }
  });

  it('offers every template to translators', () => {
    assert.equal(findingTemplates().length, 2 * Object.keys(FINDING_SEVERITY).length);
  });
});
