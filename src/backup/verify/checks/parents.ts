/** Does every item stand in a directory that has a row of its own? Each missing directory is named once. */
import type { Check } from '../check.ts';

export const parents: Check = {
  name: 'parents',
  begin() {
    let domain: string | undefined;
    // A directory comes before what it holds, so those of one domain are all that must be remembered.
    const known = new Set<string>();
    return {
      row(facts) {
        if (facts.domain !== domain) known.clear();
        domain = facts.domain;
        const { relativePath } = facts;
        if (facts.kindOfFlags === 'directory' || facts.kindOfMode === 'directory') known.add(relativePath);
        if (relativePath === '') return;
        const parent = relativePath.slice(0, Math.max(0, relativePath.lastIndexOf('/')));
        if (known.has(parent)) return;
        known.add(parent);
        facts.report('parent-missing', 'The directory that contains this item has no row.', { parent });
      },
    };
  },
};
