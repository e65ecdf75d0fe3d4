/** The examples in the doc comments of the doors and in the README as programs, one each, which import what they use. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOORS, ROOT } from '../../.config/bundles.ts';
import { exportsOf } from '../../.config/door-exports.ts';

/** What an example may take for granted. */
const GIVEN: Readonly<Record<string, string>> = {
  mux: "import('ios-backup-lab/device-protocol').UsbmuxClient",
  device: "import('ios-backup-lab/device-protocol').Device",
  simulator: "import('ios-backup-lab/simulated-device').Simulator",
  phone: "import('ios-backup-lab/simulated-device').SimulatedDevice",
  udid: 'string',
  password: 'string',
};

const ALL = DOORS.flatMap(exportsOf);

/** By the name of the export whose comment has the example, or by its place in the README. */
export function apiExamples(): Map<string, string> {
  const inComments = ALL.flatMap(({ name, examples }) => examples.map((example) => [name, example] as const));
  const blocks = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```(?:ts|typescript)\n([^]*?)^```$/gm)];
  const inReadme = blocks.map(([, example = ''], at) => [`readme-${(at + 1).toString()}`, example] as const);
  return new Map([...inComments, ...inReadme].map(([name, example]) => [name, programOf(example)]));
}

function programOf(example: string): string {
  const used = new Set(example.match(/\w+/g));
  const declarations = example.match(/\b(?:const|let|using|import)\s+(?:type\s+)?(?:\w+|\[[^\]]*\]|\{[^}]*\})/g) ?? [];
  const declared = new Set(declarations.join(' ').match(/\w+/g));
  const imports = ALL.filter(({ name }) => used.has(name) && !declared.has(name));
  const given = Object.entries(GIVEN).filter(([word]) => used.has(word) && !declared.has(word));
  return [
    ...imports.map(({ door, name }) => `import { ${name} } from 'ios-backup-lab/${door}';`),
    ...given.map(([word, type]) => `declare const ${word}: ${type};`),
    example,
    'export {};',
    '',
  ].join('\n');
}
