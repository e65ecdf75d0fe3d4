/** Small pictures for lists: several at once, of files as they are, and none of what is damaged or no picture. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openBackup, smallPictures, unlockBackup } from '../../../../src/backup/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { writeEncryptedSample } from '../../../support/encrypted-sample.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';
import { heic, plainJpeg } from '../../../support/sample-media.ts';

const small = plainJpeg(32, 24);
const inside = plainJpeg(16, 8);
const long = Buffer.concat([plainJpeg(640, 480), Buffer.alloc(5 * 1024 * 1024)]);
const FILES: Readonly<Record<string, Partial<SampleRow>>> = {
  'small.jpg': { content: small },
  'photo.heic': { content: heic({ thumbnail: inside }) },
  'long.jpg': { content: long },
  'text.jpg': { content: Buffer.from('no picture') },
  'cut.jpg': { content: small.subarray(0, 40) },
  'damaged.jpg': { content: small, record: { digest: Buffer.alloc(20) } },
  'gone.jpg': { record: { size: 10 } },
};
const idOf = (name: string) => fileIdOf('HomeDomain', name);

describe('small pictures', () => {
  for (const form of ['plain', 'encrypted'] as const) {
    it(`come together, and what has none is left out (${form})`, async () => {
      using folder = temporaryFolder();
      const path = join(folder.path, 'backup');
      const rows = Object.entries(FILES).map(([relativePath, row]): SampleRow => ({ domain: 'HomeDomain', relativePath, ...row }));
      if (form === 'plain') writeSampleBackup(path, withParents(rows));
      else {
        const stored = rows.filter(({ relativePath }) => !['damaged.jpg', 'gone.jpg'].includes(relativePath));
        await writeEncryptedSample(path, () => stored, {
          password: 'test',
          catalogue: 'db',
          modern: true,
          random: (count: number) => randomBytes(count),
        });
      }
      await using keys = form === 'plain' ? undefined : await unlockBackup(path, 'test');
      await using backup = await openBackup(path, { keys });
      const pictures = await smallPictures(backup, [...Object.keys(FILES).map(idOf), idOf('small.jpg'), idOf('no such file')], { keys });
      assert.deepEqual(
        pictures.map(({ fileID, mime, isInside }) => [fileID, mime, isInside]),
        [
          [idOf('small.jpg'), 'image/jpeg', false],
          [idOf('photo.heic'), 'image/jpeg', true],
        ],
      );
      assert.deepEqual(Buffer.from(pictures[0]?.data ?? []), Buffer.from(small));
      assert.deepEqual(Buffer.from(pictures[1]?.data ?? []), Buffer.from(inside));
      await assert.rejects(
        smallPictures(
          backup,
          Array.from({ length: 49 }, (_, index) => idOf(String(index))),
        ),
        { code: 'range-invalid' },
      );
      if (form === 'encrypted') await assert.rejects(smallPictures(backup, [idOf('small.jpg')]), { code: 'backup-encrypted' });
    });
  }

  it('of nothing are nothing', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    writeSampleBackup(path, withParents([{ domain: 'HomeDomain', relativePath: 'a', content: small }]));
    await using backup = await openBackup(path);
    assert.deepEqual(await smallPictures(backup, []), []);
    await assert.rejects(smallPictures(backup, [idOf('a')], { signal: AbortSignal.abort() }), { code: 'cancelled' });
  });
});
