/** Do the flags of every row and the type in its mode stand for the same kind of thing? */
import { flagsFitMode } from '../../read/row-fault.ts';
import type { Check } from '../check.ts';

export const flagsMode: Check = {
  name: 'flags-mode',
  begin: () => ({
    row(facts) {
      if (facts.record === undefined) return;
      if (flagsFitMode(facts, facts.record)) return;
      facts.mark('damaged');
      const evidence = { flags: facts.flags, mode: facts.record.mode.toString(8) };
      facts.report('flags-mode-mismatch', `Flags ${facts.flags} and mode ${evidence.mode} contradict each other.`, evidence);
    },
  }),
};
