/** Documents against the code: what is generated is current, and what stands in another file's form says the same. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOORS, ROOT } from '../.config/bundles.ts';
import { SECTIONS } from '../.config/document-sections.ts';
import { exportsOf } from '../.config/door-exports.ts';
import { fillMarkers, generatedDocuments } from '../.config/generated-documents.ts';

describe('the documents', () => {
  it('say what the code says (npm run docs writes them)', () => {
    for (const { path, present, wanted } of generatedDocuments()) assert.equal(present, wanted, path);
  });

  it('are found where something is generated', () => {
    const paths = generatedDocuments().map(({ path }) => path);
    for (const path of ['src/simulated-device/faults/README.md', 'src/API.md']) assert.ok(paths.includes(path), path);
  });

  it('have sections with something in them, and no table with a broken row', () => {
    for (const [name, make] of Object.entries(SECTIONS)) {
      const lines = make().split('\n');
      assert.notEqual(lines[0], '', name);
      const columns = new Set(lines.map((line) => line.split(/(?<!\\)\|/).length));
      assert.equal(columns.size, 1, name);
    }
  });
});

describe('recipes', () => {
  it('name files and folders that are there', () => {
    const wrong = trackedReadmes().flatMap((path) =>
      recipesOf(readFileSync(join(ROOT, path), 'utf8')).flatMap((recipe) => {
        const named = [...recipe.matchAll(/`([\w.-]+\/[\w./-]*|[\w./-]+\.(?:ts|md|json))`/g)].map(([, name = '']) => name);
        const isThere = (name: string) => [dirname(path), '.'].some((base) => existsSync(join(ROOT, base, name)));
        return named.filter((name) => !isThere(name)).map((name) => `${path}: ${name}`);
      }),
    );
    assert.deepEqual(wrong, []);
  });

  it('are there for what one adds', () => {
    const all = trackedReadmes()
      .flatMap((path) => recipesOf(readFileSync(join(ROOT, path), 'utf8')))
      .join('\n');
    const things = ['fault', 'version', 'service', 'request', 'command', 'check', 'error code', 'finding code', 'setting'];
    assert.deepEqual(
      things.filter((thing) => !new RegExp(`\\*\\*an? ${thing}\\*\\*|Adding an? ${thing}`).test(all)),
      [],
    );
  });
});

/** Sections whose heading says that something is added. */
function recipesOf(text: string): string[] {
  return text.split(/^(?=#+ )/m).filter((section) => /^#+ (?:To add|Adding )/.test(section));
}

function trackedReadmes(): string[] {
  return execFileSync('git', ['ls-files', '*README.md'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '');
}

describe('a generated part', () => {
  const sections = { count: () => '74', rows: () => '| a |\n|---|\n| 1 |' };
  const filled = (text: string) => fillMarkers(text, sections, 'x.md');

  it('stands in its sentence, or on lines of its own, and stays when it is current', () => {
    const text = 'There are <!-- generated: count -->73<!-- end --> faults:\n<!-- generated: rows -->\nold\n<!-- end -->\n';
    const wanted =
      'There are <!-- generated: count -->74<!-- end --> faults:\n<!-- generated: rows -->\n| a |\n|---|\n| 1 |\n<!-- end -->\n';
    assert.equal(filled(text), wanted);
    assert.equal(filled(wanted), wanted);
  });

  it('is filled between markers with nothing between them', () => {
    assert.equal(filled('<!-- generated: count --><!-- end -->'), '<!-- generated: count -->74<!-- end -->');
  });

  it('without an end, or of an unknown name, is an error', () => {
    assert.throws(() => filled('<!-- generated: count --> and no end'), /x\.md.*no <!-- end -->/);
    assert.throws(() => filled('<!-- generated: count -->73 <!-- generated: rows --><!-- end -->'), /no <!-- end -->/);
    assert.throws(() => filled('<!-- generated: counts -->73<!-- end -->'), /no section counts; there are count, rows/);
  });
});

describe('the doors of the package', () => {
  const all = DOORS.flatMap(exportsOf);

  it('say of every export what it is', () => {
    assert.ok(all.length > 200);
    assert.deepEqual(
      all.filter(({ doc }) => doc.trim() === '').map(({ name, file }) => `${file}: ${name}`),
      [],
    );
  });

  it('show no bodies and nothing private on their page', () => {
    const { declaration } = all.find(({ name }) => name === 'DeviceSession') ?? assert.fail('no DeviceSession');
    assert.match(declaration, /getValue\(domain: string \| undefined, key: string\): Promise<PlistValue \| undefined>;/);
    assert.doesNotMatch(declaration, /private|#|return /);
  });
});
