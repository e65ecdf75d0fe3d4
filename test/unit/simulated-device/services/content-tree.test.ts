/** Folders of the phone's content as AFC shows and changes them. */
import assert from 'node:assert/strict';
import { AFC_STATUS } from '../../../../src/device-protocol/index.ts';
import { makeSmallPhone, type PhoneContent } from '../../../../src/simulated-device/index.ts';
import { UNWATCHED } from '../../../../src/simulated-device/phone/device-state.ts';
import { AfcFailure } from '../../../../src/simulated-device/services/afc/afc-failure.ts';
import { fileInfo } from '../../../../src/simulated-device/services/afc/afc-info.ts';
import { ContentTree } from '../../../../src/simulated-device/services/afc/content-tree.ts';
import { makeMediaTree, MediaTree } from '../../../../src/simulated-device/services/afc/media-tree.ts';
import { OpenFiles } from '../../../../src/simulated-device/services/afc/open-files.ts';

const READ = 1;
const READ_WRITE = 2;
const WRITE = 3;
const ROLL = 'CameraRollDomain';
const APP = 'AppDomain-com.example.fieldnotes';

describe('content of the phone in the media tree', () => {
  let content: PhoneContent;
  let tree: MediaTree;

  beforeEach(() => {
    content = makeSmallPhone();
    tree = makeMediaTree(() => 1000);
    tree.mount('DCIM', new ContentTree(() => content, { domain: ROLL, folder: 'Media/DCIM' }));
  });

  const bytesOf = (relativePath: string, domain = ROLL) => whole(content.file(domain, relativePath)?.read() ?? assert.fail(relativePath));

  it('shows every picture with the bytes that a backup holds, in pieces of any size', () => {
    const folders = tree.list('/DCIM').slice(2);
    assert.deepEqual(folders, ['100APPLE', '101APPLE']);
    const shown = folders.flatMap((folder) =>
      tree
        .list(`/DCIM/${folder}`)
        .slice(2)
        .map((name) => `${folder}/${name}`),
    );
    const held = [...content.files()].filter(({ domain, kind, relativePath }) => {
      return domain === ROLL && kind === 'file' && relativePath.startsWith('Media/DCIM/');
    });
    assert.deepEqual(
      shown.map((path) => `Media/DCIM/${path}`),
      held.map(({ relativePath }) => relativePath),
    );
    const files = new OpenFiles(tree, UNWATCHED);
    for (const [index, path] of shown.entries()) {
      const handle = files.open(`/DCIM/${path}`, READ);
      const pieces: Uint8Array[] = [];
      for (let piece = files.read(handle, BigInt(1 + index * 777)); piece.length > 0; piece = files.read(handle, BigInt(1 + index * 777))) {
        pieces.push(piece);
        if (pieces.length > 40) break;
      }
      const read = Buffer.concat(pieces);
      assert.deepEqual(read, Buffer.from(bytesOf(`Media/DCIM/${path}`)).subarray(0, read.length), path);
      files.close(handle);
    }
    const [first = ''] = shown;
    const info = fileInfo(tree.node(`/DCIM/${first}`));
    assert.equal(info[info.indexOf('st_size') + 1], String(bytesOf(`Media/DCIM/${first}`).length));
  });

  it('reads backwards and from the middle', () => {
    const expected = bytesOf('Media/DCIM/100APPLE/IMG_0001.JPG');
    const files = new OpenFiles(tree, UNWATCHED);
    const handle = files.open('/DCIM/100APPLE/IMG_0001.JPG', READ);
    for (const at of [500, 100, expected.length - 3, 0]) {
      files.seek(handle, 0, BigInt(at));
      assert.deepEqual(Buffer.from(files.read(handle, 200n)), Buffer.from(expected.subarray(at, at + 200)));
    }
  });

  it('a picture that a host writes is on the phone once its file is closed, and one that it removes is gone', () => {
    const files = new OpenFiles(tree, UNWATCHED);
    const handle = files.open('/DCIM/100APPLE/NEW.JPG', WRITE);
    files.write(handle, Buffer.from('new '));
    files.write(handle, Buffer.from('picture'));
    files.close(handle);
    assert.equal(Buffer.from(bytesOf('Media/DCIM/100APPLE/NEW.JPG')).toString(), 'new picture');
    const changed = files.open('/DCIM/100APPLE/NEW.JPG', READ_WRITE);
    files.write(changed, Buffer.from('NEW'));
    files.setSize(changed, 5n);
    files.closeAll();
    assert.equal(Buffer.from(bytesOf('Media/DCIM/100APPLE/NEW.JPG')).toString(), 'NEW p');
    tree.setModified('/DCIM/100APPLE/NEW.JPG', 1_700_000_000_123);
    assert.equal(content.file(ROLL, 'Media/DCIM/100APPLE/NEW.JPG')?.lastModified, 1_700_000_000);
    tree.remove('/DCIM/100APPLE/NEW.JPG');
    assert.equal(content.file(ROLL, 'Media/DCIM/100APPLE/NEW.JPG'), undefined);
    tree.removeTree('/DCIM/101APPLE');
    assert.deepEqual(tree.list('/DCIM'), ['.', '..', '100APPLE']);
  });

  it('what is written to a file that was removed meanwhile does not bring it back', () => {
    const files = new OpenFiles(tree, UNWATCHED);
    const handle = files.open('/DCIM/100APPLE/IMG_0001.JPG', READ_WRITE);
    files.write(handle, Buffer.from('late'));
    tree.remove('/DCIM/100APPLE/IMG_0001.JPG');
    files.close(handle);
    assert.equal(content.file(ROLL, 'Media/DCIM/100APPLE/IMG_0001.JPG'), undefined);
  });

  it('renames within, and copies a file across; the folder itself can neither be removed nor renamed', () => {
    const bytes = bytesOf('Media/DCIM/100APPLE/IMG_0002.JPG');
    tree.makeDirectories('/DCIM/102APPLE/deep');
    tree.rename('/DCIM/100APPLE/IMG_0002.JPG', '/DCIM/102APPLE/deep/B.JPG');
    assert.deepEqual(Buffer.from(bytesOf('Media/DCIM/102APPLE/deep/B.JPG')), Buffer.from(bytes));
    tree.rename('/DCIM/102APPLE', '/DCIM/103APPLE');
    assert.deepEqual([tree.has('/DCIM/102APPLE'), tree.has('/DCIM/103APPLE/deep/B.JPG')], [false, true]);
    tree.rename('/DCIM/103APPLE/deep/B.JPG', '/Downloads/B.JPG');
    assert.deepEqual([tree.has('/DCIM/103APPLE/deep/B.JPG'), tree.fileAt('/Downloads/B.JPG')?.content.length], [false, bytes.length]);
    tree.rename('/Downloads/B.JPG', '/DCIM/103APPLE/B.JPG');
    assert.equal(bytesOf('Media/DCIM/103APPLE/B.JPG').length, bytes.length);
    fails('notSupported', () => {
      tree.rename('/DCIM/103APPLE', '/Downloads/all');
    });
    for (const refused of [() => tree.removeTree('/DCIM'), () => tree.rename('/DCIM', '/DCIM2')]) {
      assert.throws(refused, AfcFailure);
    }
    fails('notFound', () => {
      tree.rename('/DCIM/103APPLE/B.JPG', '/DCIM/none/B.JPG');
    });
  });

  it('is there, and empty, when the phone holds nothing; a restore and an erasure show at once', () => {
    content.removeFile(ROLL, '');
    assert.deepEqual(tree.list('/DCIM'), ['.', '..']);
    tree.put('/DCIM/100APPLE/A.JPG', Uint8Array.of(1, 2, 3));
    assert.deepEqual([...bytesOf('Media/DCIM/100APPLE/A.JPG')], [1, 2, 3]);
    content = makeSmallPhone();
    assert.ok(tree.has('/DCIM/101APPLE'));
    tree.clear();
    assert.ok(tree.list('/').includes('DCIM'));
  });

  it('a whole container: links are told and not followed, names are bytes', () => {
    const container = new MediaTree(() => 1000);
    container.mount('', new ContentTree(() => content, { domain: APP, folder: '' }));
    assert.deepEqual(container.list('/').slice(2), ['Documents', 'Library']);
    for (const name of container.list('/Documents/Names').slice(2)) {
      assert.equal(
        Buffer.from(bytesOf(`Documents/Names/${name}`, APP))
          .toString()
          .includes(name),
        true,
        name,
      );
    }
    const link = [...content.files()].find(({ domain, kind }) => domain === APP && kind === 'symlink') ?? assert.fail('no link');
    const info = fileInfo(container.node(`/${link.relativePath}`));
    assert.deepEqual([info[info.indexOf('st_ifmt') + 1], info[info.indexOf('LinkTarget') + 1]], ['S_IFLNK', link.target]);
    fails('notSupported', () => new OpenFiles(container, UNWATCHED).open(`/${link.relativePath}`, READ));
    fails('permissionDenied', () => container.node('/../../x'));
  });
});

function fails(status: keyof typeof AFC_STATUS, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof AfcFailure && error.status === AFC_STATUS[status], status);
}

function whole(content: Uint8Array | Iterable<Uint8Array>): Uint8Array {
  return content instanceof Uint8Array ? content : Buffer.concat([...content]);
}
