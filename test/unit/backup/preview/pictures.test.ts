/** Previews of pictures and recordings: what is handed to a browser, and what is named instead. */
import assert from 'node:assert/strict';
import { encodePng } from '../../../../src/simulated-device/content/png.ts';
import { cafRecording } from '../../../../src/simulated-device/content/sound.ts';
import { heic, movie, plainJpeg, u32 } from '../../../support/sample-media.ts';
import { withPreviews } from '../../../support/previewing.ts';

const PNG = Buffer.from(encodePng(4, 2, () => [9, 9, 9]));
/** The same with another width and height: the CRC is wrong, as nobody looks at it. */
const LARGE = Buffer.concat([PNG.subarray(0, 16), u32(100_000, 100_000), PNG.subarray(24)]);
/** In front of the header stands what Apple's tools put there. */
const FOR_DEVICES = Buffer.concat([PNG.subarray(0, 8), u32(4), Buffer.from('CgBI\x50\0\x20\x06'), u32(0), PNG.subarray(8)]);

for (const form of ['plain', 'encrypted'] as const) {
  describe(`preview of pictures and recordings (${form})`, () => {
    it('hands a picture to a browser, and no more than was asked for', async () => {
      const jpeg = plainJpeg(64, 48);
      await withPreviews(
        { 'a.txt': jpeg, b: PNG },
        async ({ preview }) => {
          const { type, content } = await preview('a.txt');
          assert.ok(type === 'jpeg' && content.kind === 'image');
          assert.deepEqual([content.width, content.height, content.picture?.mime, content.whyNotShown], [64, 48, 'image/jpeg', undefined]);
          assert.deepEqual(Buffer.from(content.picture?.data ?? []), Buffer.from(jpeg));
          const facts = await preview('a.txt', { pictures: 'none' });
          assert.ok(facts.content.kind === 'image' && facts.content.picture === undefined);
          const png = await preview('b');
          assert.ok(png.content.kind === 'image' && png.content.picture?.mime === 'image/png');
        },
        form,
      );
    });

    it('names what it keeps from a browser: too many pixels, Apple’s form, HEIC', async () => {
      const thumbnail = plainJpeg(16, 8);
      const files = { large: LARGE, devices: FOR_DEVICES, none: heic(), hevc: heic({ thumbnail: 'hvc1' }), shown: heic({ thumbnail }) };
      await withPreviews(
        files,
        async ({ preview }) => {
          const seen = async (name: string) => {
            const { content, limits } = await preview(name);
            assert.ok(content.kind === 'image' && content.picture === undefined, name);
            return { why: content.whyNotShown, limits, thumbnail: content.thumbnail };
          };
          assert.deepEqual(await seen('large'), {
            why: 'limit',
            limits: [{ kind: 'pixels', most: 70_000_000, actual: 1e10 }],
            thumbnail: undefined,
          });
          assert.deepEqual(await seen('devices'), { why: 'format', limits: [], thumbnail: undefined });
          assert.deepEqual(await seen('none'), { why: 'format', limits: [], thumbnail: undefined });
          assert.deepEqual(await seen('hevc'), { why: 'format', limits: [], thumbnail: { codec: 'hvc1', width: 320, height: 240 } });
          const { thumbnail: small } = await seen('shown');
          assert.deepEqual(Buffer.from(small?.data ?? []), Buffer.from(thumbnail));
        },
        form,
      );
    });

    it('says how long a recording is, where it was made, and what is in it', async () => {
      const made = cafRecording(2, 440).make();
      const caf = made instanceof Uint8Array ? made : Buffer.concat([...made]);
      await withPreviews(
        { a: movie(), b: caf, c: movie().subarray(0, 1020) },
        async ({ preview }) => {
          const { type, content } = await preview('a');
          assert.ok(type === 'mov' && content.kind === 'media');
          assert.deepEqual([content.seconds, content.createdAt, content.tracks.length], [12.5, '2024-05-31T11:33:20.000Z', 2]);
          assert.deepEqual(content.place, { latitude: 48.1374, longitude: 11.5755, altitude: 519 });
          const sound = await preview('b');
          assert.ok(sound.content.kind === 'media' && sound.content.seconds === 2);
          const cut = await preview('c');
          assert.deepEqual([cut.content.kind, cut.problem?.code], ['hex', 'media-malformed']);
        },
        form,
      );
    });
  });
}
