/** The examples in the doc comments of the doors as programs, one each, which import what they use. */

import { DOORS } from '../../.config/bundles.ts';
import { exportsOf } from '../../.config/door-exports.ts';

/** What an example may take for granted. */
const GIVEN: Readonly<Record<string, string>> = {
  mux: "import('ios-backup-lab/device-protocol').UsbmuxClient",
  device: "import('ios-backup-lab/device-protocol').Device",
  phone: "import('ios-backup-lab/simulated-device').SimulatedDevice",
  udid: 'string',
  password: 'string',
};

/** By the name of the export whose comment has the example. */
export function apiExamples(): Map<string, string> {
  const all = DOORS.flatMap(exportsOf);
  const programs = new Map<string, string>();
  for (const { name, examples } of all) {
    for (const example of examples) {
      const used = new Set(example.match(/\w+/g));
      const imports = all
        .filter((entry) => used.has(entry.name))
        .map((entry) => `import { ${entry.name} } from 'ios-backup-lab/${entry.door}';`);
      const given = Object.entries(GIVEN).filter(([word]) => used.has(word) && !new RegExp(`const [^=\\n]*\\b${word}\\b`).test(example));
      const lines = [...imports, ...given.map(([word, type]) => `declare const ${word}: ${type};`), example, 'export {};', ''];
      programs.set(name, lines.join('\n'));
    }
  }
  return programs;
}
