/**
 * What a document says twice is written once: text between `<!-- generated: NAME -->` and `<!-- end -->` comes from the section NAME of
 * `document-sections.ts`, the API page from the doors, the pages of help from the tables of words, and of the manifest the presets, commands,
 * menus and titles of commands.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractSchema } from '../src/backup/index.ts';
import { API_PAGE, apiPage } from './api-page.ts';
import { ROOT } from './bundles.ts';
import { SECTIONS, type Section } from './document-sections.ts';
import { helpPages, strayHelpPages } from './help-pages.ts';
import { manifestWithLists, manifestWords } from './manifest-lists.ts';

const MARKED = /(<!-- generated: ([a-z-]+) -->)((?:(?!<!-- generated: )[^])*?)(<!-- end -->)/g;
const OPENING = /<!-- generated: [a-z-]+ -->/g;

/** A document as it is and as it should be. */
interface GeneratedDocument {
  readonly path: string;
  readonly present: string;
  /** Empty: the file is to go. */
  readonly wanted: string;
}

/** Files that are compared as a whole, by their path. */
const WHOLE_FILES: Readonly<Record<string, () => string>> = {
  [API_PAGE]: apiPage,
  'webview/assets/contract/backup-contract.schema.json': () => `${JSON.stringify(contractSchema(), undefined, 2)}\n`,
  'package.json': manifestWithLists,
  'package.nls.json': () => manifestWords('en'),
  'package.nls.de.json': () => manifestWords('de'),
};

/** Every document with something generated in it. */
export function generatedDocuments(): GeneratedDocument[] {
  const marked = markdownFiles()
    .filter((path) => WHOLE_FILES[path] === undefined)
    .map((path) => ({ path, present: readFileSync(join(ROOT, path), 'utf8') }))
    .filter(({ present }) => present.search(OPENING) >= 0)
    .map(({ path, present }) => ({ path, present, wanted: fillMarkers(present, SECTIONS, path) }));
  const whole = Object.entries(WHOLE_FILES).map(([path, make]) => wholeDocument(path, make()));
  const help = Object.entries(helpPages()).map(([path, wanted]) => wholeDocument(path, wanted));
  // Nothing is wanted of a page whose code is gone.
  const strays = strayHelpPages().map((path) => wholeDocument(path, ''));
  return [...marked, ...whole, ...help, ...strays];
}

function wholeDocument(path: string, wanted: string): GeneratedDocument {
  const file = join(ROOT, path);
  return { path, present: existsSync(file) ? readFileSync(file, 'utf8') : '', wanted };
}

/** Throws for an unknown section, and for a marker without an end. `path` is for the message. */
export function fillMarkers(text: string, sections: Readonly<Record<string, Section>>, path: string): string {
  const openings = text.match(OPENING)?.length ?? 0;
  let filled = 0;
  const result = text.replace(MARKED, (_whole, opening: string, name: string, _old: string, end: string) => {
    const section = sections[name];
    if (section === undefined) throw new Error(`${path}: there is no section ${name}; there are ${Object.keys(sections).join(', ')}`);
    filled++;
    const content = section();
    // A table begins on its own line; a number stays in its sentence.
    return content.includes('\n') ? `${opening}\n${content.trim()}\n${end}` : `${opening}${content}${end}`;
  });
  if (filled !== openings) throw new Error(`${path}: a generated part has no <!-- end -->`);
  return result;
}

function markdownFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' });
  return listed.split('\n').filter((path) => path !== '' && existsSync(join(ROOT, path)));
}
