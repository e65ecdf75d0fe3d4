/** Links in the documents lead somewhere: in the repository, and for what is shipped, in the package too. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ROOT } from '../.config/bundles.ts';

/** Documents that people read without the repository: in VS Code and on npm. */
const SHIPPED = ['README.md', 'CHANGELOG.md'];

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };

function linksOf(text: string): string[] {
  const prose = text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^(https?|mailto|command):/.test(link));
}

/** As it is made of a heading where documents are shown. */
function anchorsOf(file: string): Set<string> {
  const headings = readFileSync(join(ROOT, file), 'utf8').matchAll(/^#+ +(.*)$/gm);
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Why the link leads nowhere. */
function brokenBecause(document: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : normalize(join(dirname(document), path));
  if (!existsSync(join(ROOT, target))) return `${document}: ${link} does not exist`;
  if (anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor)) return `${document}: ${link} has no such heading`;
  const isShipped = files.some((pattern) => target === pattern || target.startsWith(`${pattern}/`));
  return SHIPPED.includes(document) && !isShipped ? `${document}: ${link} is not in the package` : undefined;
}

describe('links', () => {
  it('lead somewhere', () => {
    const broken = documents.flatMap((document) =>
      linksOf(readFileSync(join(ROOT, document), 'utf8')).flatMap((link) => brokenBecause(document, link) ?? []),
    );
    assert.deepEqual(broken, []);
  });

  it('that lead nowhere are found', () => {
    assert.match(brokenBecause('README.md', 'no-such-file.md') ?? '', /does not exist/);
    assert.match(brokenBecause('test/README.md', '#no-such-heading') ?? '', /no such heading/);
    assert.match(brokenBecause('README.md', 'src/base/README.md') ?? '', /not in the package/);
    assert.deepEqual(linksOf('[a](b.md) and ![c](d/e.png) but `[f](g)` and [h](https://example.org)'), ['b.md', 'd/e.png']);
  });
});
