/** The words of findings. */
import assert from 'node:assert/strict';
import { FINDING_SEVERITY } from '../../../src/backup/index.ts';
import { FINDING_CODES, findingTemplates, findingWords } from '../../../src/view/index.ts';

describe('findingWords', () => {
  for (const surface of ['vscode', 'terminal'] as const) {
    it(`have a heading and a sentence with what to do for every code (${surface})`, () => {
      assert.deepEqual([...FINDING_CODES].sort(), Object.keys(FINDING_SEVERITY).sort());
      for (const code of FINDING_CODES) {
        const { title, action } = findingWords(code, surface);
        assert.match(title, /^[A-Z].*[^.]$/);
        assert.match(action, /^[A-Z].*\.$/);
      }
    });

    it(`offer every template to translators (${surface})`, () => {
      assert.equal(findingTemplates(surface).length, 2 * Object.keys(FINDING_SEVERITY).length);
    });
  }
});
