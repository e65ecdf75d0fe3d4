/** Previews of files of every kind: recognized by their bytes, in windows, honest about damage, plain and encrypted. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { openBackup, previewBytes, previewFile, type TreeNode } from '../../../../src/backup/index.ts';
import { dict, Uid, writeBinaryPlist, writeXmlPlist } from '../../../../src/formats/index.ts';
import { recordTree, temporaryFolder } from '../../../support/backup-copy.ts';
import { archiveOf, EVERY_CLASS } from '../../../support/sample-archives.ts';
import { PREVIEW_DOMAIN, withPreviews } from '../../../support/previewing.ts';

const LINES = Array.from({ length: 50_000 }, (_, line) => `line ${line.toString()}: Grüße, 世界 😀\n`).join('');
const plist = dict({ name: 'iPhone', list: [1n, 2.5, true], when: new Date('2024-06-01T12:00:00Z'), bytes: Uint8Array.of(1, 255) });

function database(): Uint8Array {
  using folder = temporaryFolder();
  const path = join(folder.path, 'a.db');
  const sqlite = new DatabaseSync(path);
  sqlite.exec('PRAGMA user_version = 7; CREATE TABLE a (b); INSERT INTO a VALUES (1)');
  sqlite.close();
  return readFileSync(path);
}

for (const form of ['plain', 'encrypted'] as const) {
  describe(`preview of a file (${form})`, () => {
    it('goes by the bytes, never by the name', async () => {
      const files = {
        'a.png': Buffer.from('only text\n'),
        'b.txt': writeBinaryPlist(plist),
        'c.plist': Buffer.from('{"a": [1, 2]}'),
        'd.json': database(),
        'e.jpg': new Uint8Array(0),
        'f.txt': randomBytes(5000),
        'g.sqlite': Buffer.from('\ufeffwide text', 'utf16le'),
        'h.zip': Buffer.from('no mark, but wide', 'utf16le').swap16(),
        'i.db': Buffer.from('PK\x03\x04rest of it', 'latin1'),
        j: Buffer.from('<?xml version="1.0"?>\n<plist version="1.0"><true/></plist>'),
        k: Buffer.from('\x04\x0bstreamtyped\x81\xe8\x03', 'latin1'),
      };
      await withPreviews(
        files,
        async ({ preview }) => {
          const seen: string[] = [];
          for (const name of Object.keys(files)) {
            const { type, content, trust, problem, limits } = await preview(name);
            assert.deepEqual({ state: trust.state, problem, limits }, { state: 'consistent', problem: undefined, limits: [] }, name);
            seen.push(`${type} ${content.kind}`);
          }
          assert.deepEqual(seen, [
            'text text',
            'plist tree',
            'json text',
            'sqlite sqlite',
            'empty empty',
            'unknown hex',
            'text text',
            'text text',
            'zip hex',
            'plist tree',
            'typedstream hex',
          ]);
        },
        form,
      );
    });

    it('reads text piece by piece, between characters and lines, whatever the lengths', async () => {
      const files = {
        'utf-8': Buffer.from(LINES),
        'utf-16le': Buffer.from(`\ufeff${LINES}`, 'utf16le'),
        'utf-16be': Buffer.from(LINES.replaceAll('世界 😀', ''), 'utf16le').swap16(),
      };
      await withPreviews(
        files,
        async ({ preview }) => {
          for (const [name, bytes] of Object.entries(files)) {
            let text = '';
            for (let from = 0; from < bytes.length;) {
              const { content, ...rest } = await preview(name, { from, length: 1_000_003 });
              assert.ok(content.kind === 'text');
              assert.deepEqual([rest.type, rest.bytes, content.encoding, content.hasOtherBytes], ['text', bytes.length, name, false]);
              assert.ok(content.to > from && (content.to === bytes.length || content.text.endsWith('\n')));
              text += content.text;
              from = content.to;
            }
            assert.equal(text, name === 'utf-16be' ? LINES.replaceAll('世界 😀', '') : LINES);
          }
          const { content } = await preview('utf-8', { from: LINES.indexOf('😀') + 10, length: 64 });
          assert.ok(content.kind === 'text' && !content.text.includes('\ufffd'));
        },
        form,
      );
    });

    it('shows bytes at any place, and deciphers only those', async () => {
      const bytes = randomBytes(100_000);
      await withPreviews(
        { a: bytes },
        async ({ preview }) => {
          for (const [from, length] of [
            [0, 64],
            [16, 100],
            [49_999, 4096],
            [99_990, 4096],
            [200_000, 64],
          ] as const) {
            const { content } = await preview('a', { as: 'hex', from, length });
            assert.ok(content.kind === 'hex');
            assert.deepEqual(Buffer.from(content.data), bytes.subarray(content.from, content.from + length));
            assert.ok(content.from <= from && content.from % 16 === 0);
          }
        },
        form,
      );
    });

    it('says when the content contradicts its record, and shows what can be shown', async () => {
      const digested = { domain: 'HomeDomain', content: Buffer.from('a text of the device\n'.repeat(10)) };
      const files = { whole: digested, flipped: digested, short: { content: Buffer.from('x'.repeat(1000)) } };
      await withPreviews(
        files,
        async ({ preview, payload }) => {
          assert.equal((await preview('whole')).trust.state, 'proven');
          const stored = readFileSync(payload('flipped'));
          stored[40] = (stored[40] ?? 0) ^ 1;
          writeFileSync(payload('flipped'), stored);
          const { trust, content } = await preview('flipped');
          assert.deepEqual(trust, { state: 'damaged', reason: 'digest-mismatch' });
          assert.ok(content.kind !== 'empty');
          truncateSync(payload('short'), 500);
          const cut = await preview('short');
          assert.equal(cut.trust.state, 'damaged');
          assert.ok(cut.bytes > 400 && cut.bytes <= 500 && (cut.content.kind === 'text' || cut.content.kind === 'hex'));
          rmSync(payload('short'));
          await assert.rejects(preview('short'), { code: 'payload-missing' });
        },
        form,
      );
    });

    it('changes nothing in the folder', async () => {
      await withPreviews(
        { 'a.db': database(), b: writeXmlPlist(plist) },
        async ({ path, preview }) => {
          const before = recordTree(path);
          await preview('a.db');
          await preview('b');
          assert.deepEqual(recordTree(path), before);
        },
        form,
      );
    });
  });
}

describe('preview of a file', () => {
  it('shows a property list as a tree, level by level', async () => {
    const entries = Array.from({ length: 5000 }, (_, n) => [`key ${n.toString()}`, [n.toString()]] as [string, string[]]);
    const files = { small: writeXmlPlist(plist), large: writeBinaryPlist(new Map<string, string[]>(entries)) };
    await withPreviews(files, async ({ preview }) => {
      const { content } = await preview('small');
      assert.ok(content.kind === 'tree' && content.format === 'xml-plist');
      assert.deepEqual(content.node, {
        type: 'dictionary',
        count: 4,
        children: [
          { type: 'string', key: 'name', text: 'iPhone' },
          {
            type: 'array',
            key: 'list',
            count: 3,
            children: [
              { type: 'integer', text: '1' },
              { type: 'real', text: '2.5' },
              { type: 'boolean', text: 'true' },
            ],
          },
          { type: 'date', key: 'when', text: '2024-06-01T12:00:00.000Z' },
          { type: 'data', key: 'bytes', text: '01ff', length: 2 },
        ],
      } satisfies TreeNode);
      const page = await preview('large', { tree: { from: 4990, limit: 5, depth: 1 } });
      assert.ok(page.content.kind === 'tree' && page.content.format === 'binary-plist');
      assert.deepEqual(
        page.content.node.children,
        [4990, 4991, 4992, 4993, 4994].map((n) => ({ type: 'array', key: `key ${n.toString()}`, count: 1 })),
      );
      assert.deepEqual(page.limits, [
        { kind: 'nodes', most: 5 },
        { kind: 'depth', most: 1 },
      ]);
      const all = await preview('large', { tree: { isWhole: true } });
      assert.ok(all.content.kind === 'tree');
      assert.deepEqual([all.content.node.children?.length, all.limits], [5000, []]);
      const deep = await preview('large', { tree: { path: [4999] } });
      assert.ok(deep.content.kind === 'tree');
      assert.deepEqual(deep.content.node.children, [{ type: 'string', text: '4999' }]);
      await assert.rejects(preview('large', { tree: { path: [5000] } }), { code: 'range-invalid' });
    });
  });

  it('shows JSON as text, and as a tree with the digits that it has', async () => {
    const json = '\ufeff{"n": 12345678901234567890.10, "n": [null, true, "\\u00e9\\n"], "": {}}';
    const files = { good: Buffer.from(json), bad: Buffer.from('{"a": 01}'), deep: Buffer.from('['.repeat(100_000)) };
    await withPreviews(files, async ({ preview }) => {
      const { content } = await preview('good', { as: 'tree' });
      assert.ok(content.kind === 'tree' && content.format === 'json');
      assert.deepEqual(content.node, {
        type: 'dictionary',
        count: 3,
        children: [
          { type: 'real', key: 'n', text: '12345678901234567890.10' },
          {
            type: 'array',
            key: 'n',
            count: 3,
            children: [{ type: 'null' }, { type: 'boolean', text: 'true' }, { type: 'string', text: 'é\n' }],
          },
          { type: 'dictionary', key: '', count: 0, children: [] },
        ],
      } satisfies TreeNode);
      const bad = await preview('bad', { as: 'tree' });
      assert.deepEqual([bad.content.kind, bad.problem?.code], ['text', 'json-malformed']);
      const deep = await preview('deep', { as: 'tree' });
      assert.deepEqual([deep.content.kind, deep.problem?.code], ['text', 'preview-limit']);
    });
  });

  it('shows a keyed archive as the objects that it stands for, and as the property list that it is', async () => {
    const broken = archiveOf(dict({ a: new Uid(9) }));
    await withPreviews({ good: EVERY_CLASS, broken }, async ({ preview }) => {
      const { type, content } = await preview('good', { tree: { depth: 2 } });
      assert.ok(type === 'keyed-archive' && content.kind === 'tree');
      const { node } = content;
      assert.deepEqual([node.type, node.className, node.object], ['object', 'Thing', 1]);
      const list = node.children?.[1];
      assert.ok(list);
      assert.deepEqual([list.key, list.className, list.count], ['list', 'NSMutableArray', 9]);
      assert.deepEqual(list.children?.[3], { type: 'uuid', text: '00102030-4050-6070-8090-A0B0C0D0E0F0' });
      assert.deepEqual(list.children[8], { type: 'reference', className: 'NSMutableArray', object: 15 });
      const raw = await preview('good', { as: 'plist', tree: { depth: 1 } });
      assert.ok(raw.type === 'keyed-archive' && raw.content.kind === 'tree');
      assert.deepEqual(
        raw.content.node.children?.map(({ key }) => key),
        ['$version', '$archiver', '$top', '$objects'],
      );
      const { problem, content: rest } = await preview('broken');
      assert.deepEqual([problem?.code, rest.kind], ['archive-malformed', 'tree']);
    });
  });

  it('looks into data inside of data', async () => {
    const inner = archiveOf(dict({ list: writeBinaryPlist(['deep']) }));
    const outer = writeXmlPlist(dict({ other: 1n, archive: inner }));
    await withPreviews({ outer }, async ({ preview }) => {
      const { content } = await preview('outer');
      assert.ok(content.kind === 'tree');
      assert.deepEqual(content.node.children?.[1]?.length, inner.length);
      const archive = await preview('outer', { inside: [[1]] });
      assert.deepEqual([archive.type, archive.bytes, archive.trust.state], ['keyed-archive', inner.length, 'consistent']);
      const deep = await preview('outer', { inside: [[1], [0]] });
      assert.ok(deep.type === 'plist' && deep.content.kind === 'tree');
      assert.deepEqual(deep.content.node.children, [{ type: 'string', text: 'deep' }]);
      await assert.rejects(preview('outer', { inside: [[0]] }), { code: 'range-invalid' });
      await assert.rejects(preview('outer', { inside: [[7]] }), { code: 'range-invalid' });
    });
    const { type, content } = await previewBytes(outer, { inside: [[1], [0]], as: 'hex' });
    assert.ok(type === 'plist' && content.kind === 'hex');
    assert.equal((await previewBytes(new Uint8Array(0))).content.kind, 'empty');
  });

  it('shows a property list that is damaged or too deep as bytes, with the reason', async () => {
    const whole = writeBinaryPlist(plist);
    const deep = Buffer.from(`<plist version="1.0">${'<array>'.repeat(1000)}${'</array>'.repeat(1000)}</plist>`);
    await withPreviews({ cut: whole.subarray(0, -40), deep }, async ({ preview }) => {
      const cut = await preview('cut');
      assert.deepEqual([cut.type, cut.content.kind, cut.problem?.code], ['plist', 'hex', 'plist-malformed']);
      const tooDeep = await preview('deep');
      assert.deepEqual([tooDeep.content.kind, tooDeep.problem?.code], ['text', 'plist-limit']);
    });
  });

  it('names the log beside a database, and what its header says', async () => {
    const files = { 'a.db': database(), 'a.db-wal': Buffer.concat([Buffer.from([0x37, 0x7f, 6, 0x82]), Buffer.alloc(28)]) };
    await withPreviews(files, async ({ preview }) => {
      const { content } = await preview('a.db');
      assert.deepEqual(content, {
        kind: 'sqlite',
        pageSize: 4096,
        pages: 2,
        encoding: 'utf-8',
        userVersion: 7,
        companions: [{ suffix: '-wal', bytes: 32 }],
      });
    });
  });

  it('reads text in an encoding that was asked for, and marks what is no text', async () => {
    await withPreviews({ a: Buffer.from('caf\xe9 \x80 more', 'latin1') }, async ({ preview }) => {
      const { content } = await preview('a');
      assert.equal(content.kind, 'hex');
      const western = await preview('a', { as: 'text', encoding: 'windows-1252' });
      assert.ok(western.content.kind === 'text' && western.content.text === 'café € more' && !western.content.hasOtherBytes);
      const utf8 = await preview('a', { as: 'text' });
      assert.ok(utf8.content.kind === 'text' && utf8.content.text === 'caf\ufffd \ufffd more' && utf8.content.hasOtherBytes);
    });
  });

  it('does not read all of a long file, and says so', async () => {
    await withPreviews({ a: { domain: 'HomeDomain', content: Buffer.from('long\n'.repeat(4_000_000)) } }, async ({ preview, payload }) => {
      assert.deepEqual((await preview('a')).trust, { state: 'not-checked' });
      assert.deepEqual((await preview('a', { readAll: true })).trust, { state: 'proven' });
      appendFileSync(payload('a'), 'more');
      assert.equal((await preview('a')).trust.state, 'not-checked');
      assert.equal((await preview('a', { readAll: true })).trust.state, 'damaged');
    });
  });

  it('shows the start and the end of a file of 5 GB at once, and gives up what takes too long', async () => {
    const size = 5_000_000_000;
    const digest = new Uint8Array(20);
    await withPreviews({ a: { content: Buffer.from('start'), record: { size, digest } } }, async ({ preview, payload }) => {
      truncateSync(payload('a'), size);
      const { bytes, trust } = await preview('a');
      assert.deepEqual([bytes, trust], [size, { state: 'not-checked' }]);
      const { content } = await preview('a', { as: 'hex', from: size - 100 });
      assert.ok(content.kind === 'hex' && content.from + content.data.length === size);
      await assert.rejects(preview('a', { readAll: true, timeLimit: 50 }), { code: 'preview-limit' });
    });
  });

  it('cannot be had of a directory, a missing range, a locked backup, or after it was canceled', async () => {
    await withPreviews({ 'folder/a': Buffer.from('a') }, async ({ preview, path }) => {
      await assert.rejects(preview('folder'), { code: 'no-such-file' });
      await assert.rejects(preview('folder/a', { from: -1 }), { code: 'range-invalid' });
      await assert.rejects(preview('folder/a', { signal: AbortSignal.abort() }), { code: 'cancelled' });
      await using backup = await openBackup(path);
      const file = (await backup.get(PREVIEW_DOMAIN, 'folder/a')) ?? assert.fail();
      const stop = new AbortController();
      const running = previewFile(backup, file, { signal: stop.signal });
      stop.abort();
      await assert.rejects(running, { code: 'cancelled' });
    });
    await withPreviews(
      { a: Buffer.from('a') },
      (previewing) => assert.rejects(previewing.preview('a', { keys: undefined }), { code: 'backup-encrypted' }),
      'encrypted',
    );
  });
});
