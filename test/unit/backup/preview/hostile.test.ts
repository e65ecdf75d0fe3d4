/** Content that was made to harm, was cut off, or changes while it is previewed: always a preview or a coded error, in a bounded heap. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import { lookAtContent } from '../../../../src/backup/preview/look-at-content.ts';
import type { PreviewLook, PreviewPart } from '../../../../src/backup/preview/preview-job.ts';
import { loadSqlite } from '../../../../src/backup/read/sqlite/load-sqlite.ts';
import { PayloadContent } from '../../../../src/backup/read/stored/payload-content.ts';
import { dict, writeBinaryPlist, type PlistValue } from '../../../../src/formats/index.ts';
import { encodePng } from '../../../../src/simulated-device/content/png.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { withPreviews } from '../../../support/previewing.ts';
import { archiveOf, EVERY_CLASS } from '../../../support/sample-archives.ts';
import { heic, movie, mp3, plainJpeg } from '../../../support/sample-media.ts';

const FLIPS = 150;
const NESTED = Array.from({ length: 200 }).reduce<PlistValue>((inner) => [inner], 'x');

const SAMPLES: Readonly<Record<string, Uint8Array>> = {
  text: Buffer.from('Grüße, 世界 😀\n'.repeat(50)),
  'text in UTF-16': Buffer.from(`\ufeff${'Grüße 😀\n'.repeat(50)}`, 'utf16le'),
  JSON: Buffer.from(JSON.stringify({ a: [1, 2, { b: 'é"\\' }], c: null })),
  'property list': writeBinaryPlist(dict({ a: [1n, 'text', dict({ b: new Uint8Array(4) })], nested: NESTED })),
  'keyed archive': EVERY_CLASS,
  JPEG: plainJpeg(32, 16),
  PNG: encodePng(5, 5, () => [1, 2, 3]),
  HEIC: heic({ thumbnail: plainJpeg(8, 8) }),
  movie: movie(),
  MP3: mp3(true).subarray(0, 2000),
  database: Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4080)]),
};

/** Numbers that look like chance and are the same in every run. */
function numbersOf(seed: string): () => number {
  let drawn = 0;
  return () => createHash('sha256').update(`${seed} ${(drawn++).toString()}`).digest().readUInt32BE();
}

function changed(bytes: Uint8Array, next: () => number): Buffer {
  const copy = Buffer.from(bytes.subarray(0, next() % 3 === 0 ? next() % bytes.length : bytes.length));
  for (let flip = 0; flip < 1 + (next() % 4) && copy.length > 0; flip++) {
    const at = next() % copy.length;
    copy[at] = (copy[at] ?? 0) ^ (1 << (next() % 8));
  }
  return copy;
}

describe('preview of content that was made to harm', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'content');
  let sqlite: Awaited<ReturnType<typeof loadSqlite>>;
  before(async () => {
    sqlite = await loadSqlite();
  });
  after(() => {
    folder[Symbol.dispose]();
  });

  /** In this thread, as the worker does it. */
  function look(bytes: Uint8Array, as: PreviewPart['as'], countBytes: () => void = () => undefined, digest?: string): PreviewLook {
    writeFileSync(path, bytes);
    const content = { path, bytes: bytes.length, size: bytes.length, name: 'a', isEncrypted: false, readAll: true, companions: [] };
    const part: PreviewPart = {
      as,
      from: 0,
      length: undefined,
      encoding: undefined,
      tree: {},
      pictures: 'whole',
      inside: [],
      companions: [],
    };
    const tools = { classKeys: undefined, sqlite, privateFolder: folder.path, buffer: new Uint8Array(64 * 1024), countBytes };
    const digested = digest === undefined ? content : { ...content, digest };
    return PayloadContent.look(digested, tools, (stored) =>
      lookAtContent(stored, { content: digested, part, readAll: false, classKeys: undefined }),
    );
  }

  for (const [name, bytes] of Object.entries(SAMPLES)) {
    it(`${name}, with bits flipped and cut off anywhere`, () => {
      const next = numbersOf(name);
      for (let flip = 0; flip < FLIPS; flip++) {
        const damaged = changed(bytes, next);
        for (const as of ['auto', 'tree'] as const) {
          try {
            const { content, bytes: length } = look(damaged, as);
            assert.ok(length === damaged.length && (content.kind !== 'empty') === damaged.length > 0);
            structuredClone(content);
          } catch (error) {
            assert.ok(isCodedError(error), `flip ${flip.toString()}: ${String(error)}`);
          }
        }
      }
    });
  }

  it('says that a file has changed while it was read', () => {
    const bytes = Buffer.from('a text\n'.repeat(20_000));
    const digest = createHash('sha1').update(bytes).digest('hex');
    let isFirst = true;
    const { trust, content } = look(
      bytes,
      'auto',
      () => {
        if (isFirst) appendFileSync(path, 'more');
        isFirst = false;
      },
      digest,
    );
    assert.deepEqual([trust, content.kind], [{ state: 'changed' }, 'text']);
  });

  it('says so if the file is another one by the time it is read', () => {
    writeFileSync(path, 'a longer text than the one that was found');
    const content = { path, bytes: 6, size: 6, name: 'a', isEncrypted: false, readAll: true, companions: [] };
    const tools = { classKeys: undefined, sqlite, privateFolder: folder.path, buffer: new Uint8Array(1024), countBytes: () => undefined };
    const part: PreviewPart = {
      as: 'auto',
      from: 0,
      length: undefined,
      encoding: undefined,
      tree: {},
      pictures: 'none',
      inside: [],
      companions: [],
    };
    const { trust } = PayloadContent.look(content, tools, (stored) =>
      lookAtContent(stored, { content, part, readAll: false, classKeys: undefined }),
    );
    assert.equal(trust.state, 'changed');
  });

  it('is bounded by its limits, whatever a document stands for', async () => {
    const megabytes = 16;
    const files = {
      'many values': Buffer.concat([Buffer.from('['), Buffer.alloc(megabytes * 1024 * 1024 - 2, '[],'), Buffer.from('0]')]),
      'one long text': Buffer.from(JSON.stringify(['x'.repeat(15_000_000)])),
      'long keys': Buffer.from(
        JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, key) => [`${'k'.repeat(4096)}${key.toString()}`, 1]))),
      ),
      laughs: archiveOf(
        ...Array.from({ length: 30 }, (_, level): PlistValue => new Array<PlistValue>(10).fill(dict({ a: BigInt(level) }))),
        'x',
      ),
      'many arrays': Buffer.from(`<plist><array>${'<array/>'.repeat(1_000_000)}</array></plist>`),
    };
    await withPreviews(files, async ({ preview }) => {
      for (const name of Object.keys(files)) {
        const { content, problem, limits } = await preview(name, { as: 'tree', tree: { limit: 1000, depth: 64 } });
        const answer = JSON.stringify(content).length;
        assert.ok(answer < 1_500_000, `${name}: ${answer.toString()} characters`);
        assert.ok(problem !== undefined || limits.length > 0 || name === 'laughs', name);
      }
    });
  });

  it('shows hostile names as they are, and takes them for nothing else', async () => {
    const key = '<script>alert(1)</script>\u202e[x](command:y)';
    const name = `../../${'n'.repeat(500)}/<img src=x>\u202e.plist`;
    await withPreviews({ [name]: writeBinaryPlist(new Map([[key, '__proto__']])) }, async ({ preview }) => {
      const { relativePath, content } = await preview(name);
      assert.equal(relativePath, name);
      assert.ok(content.kind === 'tree');
      assert.deepEqual(content.node.children, [{ type: 'string', key, text: '__proto__' }]);
    });
  });
});
