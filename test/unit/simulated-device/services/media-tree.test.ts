/** The media tree of a simulated device and the locks on its files. */
import assert from 'node:assert/strict';
import { AFC_STATUS } from '../../../../src/device-protocol/index.ts';
import { UNWATCHED } from '../../../../src/simulated-device/phone/device-state.ts';
import { AfcFailure } from '../../../../src/simulated-device/services/afc/afc-failure.ts';
import { type MediaTree, makeMediaTree } from '../../../../src/simulated-device/services/afc/media-tree.ts';
import { OpenFiles } from '../../../../src/simulated-device/services/afc/open-files.ts';

const LOCK_SHARED = 5;
const LOCK_EXCLUSIVE = 6;
const UNLOCK = 12;
const READ = 1;
const READ_WRITE = 2;
const WRITE = 3;
const APPEND = 5;

describe('the media tree', () => {
  let tree: MediaTree;
  let clock: number;

  beforeEach(() => {
    clock = 1000;
    tree = makeMediaTree(() => clock);
  });

  it('has what a phone has from the start', () => {
    const names = tree.list('/');
    assert.deepEqual(names.slice(0, 2), ['.', '..']);
    for (const name of ['Books', 'DCIM', 'iTunes_Control']) assert(names.includes(name));
    assert(tree.list('/iTunes_Control').includes('iTunes'));
  });

  it('makes directories with their parents, and again', () => {
    tree.makeDirectories('/iTunesRestore/a/b');
    tree.makeDirectories('/iTunesRestore/a/b');
    assert.deepEqual(tree.list('iTunesRestore/a'), ['.', '..', 'b']);
    tree.put('/file', Uint8Array.of(1));
    fails('exists', () => {
      tree.makeDirectories('/file/below');
    });
  });

  it('never leaves its root', () => {
    for (const path of ['/..', '../etc/passwd', '/DCIM/../../x', '/a/../../b']) {
      fails('permissionDenied', () => tree.node(path));
    }
    assert.equal(tree.node('/DCIM/../Books/./'), tree.node('Books'));
    fails('permissionDenied', () => {
      tree.removeTree('/');
    });
  });

  it('removes empty directories and files, and whole trees only when told', () => {
    tree.put('/a/b/c.txt', Uint8Array.of(1, 2));
    fails('directoryNotEmpty', () => {
      tree.remove('/a/b');
    });
    tree.remove('/a/b/c.txt');
    tree.remove('/a/b');
    fails('notFound', () => {
      tree.remove('/a/b');
    });
    tree.put('/a/b/c.txt', Uint8Array.of(1, 2));
    tree.removeTree('/a');
    fails('notFound', () => tree.node('/a'));
  });

  it('renames over a file, but not over a full directory nor into itself', () => {
    tree.put('/a/new', Uint8Array.of(1));
    tree.put('/a/old', Uint8Array.of(2));
    tree.rename('/a/new', '/a/old');
    assert.deepEqual(tree.fileAt('/a/old')?.content.read(0, 10), Uint8Array.of(1));
    assert.equal(tree.fileAt('/a/new'), undefined);
    fails('directoryNotEmpty', () => {
      tree.rename('/DCIM', '/a');
    });
    fails('invalidArgument', () => {
      tree.rename('/a', '/a/b');
    });
    fails('notFound', () => {
      tree.rename('/a/old', '/none/x');
    });
    assert(tree.fileAt('/a/old'));
  });

  it('reads, writes, seeks and cuts as open modes allow', () => {
    const files = new OpenFiles(tree, UNWATCHED);
    fails('notFound', () => files.open('/x', READ));
    const handle = files.open('/x', READ_WRITE);
    files.write(handle, Buffer.from('hello world'));
    files.seek(handle, 0, 6n);
    assert.equal(Buffer.from(files.read(handle, 100n)).toString(), 'world');
    assert.equal(files.read(handle, 100n).length, 0);
    assert.equal(files.tell(handle), 11n);
    files.seek(handle, 2, -5n);
    assert.equal(files.tell(handle), 6n);
    fails('invalidArgument', () => {
      files.seek(handle, 1, -7n);
    });
    files.setSize(handle, 4n);
    files.setSize(handle, 6n);
    files.seek(handle, 0, 0n);
    assert.equal(Buffer.from(files.read(handle, 100n)).toString(), 'hell\0\0');
    clock = 5000;
    const appending = files.open('/x', APPEND);
    files.write(appending, Buffer.from('!'));
    assert.equal(tree.fileAt('/x')?.modified, 5000);
    fails('permissionDenied', () => files.read(appending, 1n));
    const writing = files.open('/x', WRITE);
    assert.equal(tree.fileAt('/x')?.content.length, 0);
    files.close(writing);
    fails('invalidArgument', () => {
      files.write(writing, Buffer.from('x'));
    });
    fails('invalidArgument', () => files.open('/x', 7));
    fails('isDirectory', () => files.open('/DCIM', READ));
    fails('permissionDenied', () => {
      files.write(files.open('/x', READ), Buffer.from('x'));
    });
  });

  it('lends one exclusive lock or many shared ones, and takes them back when files close', () => {
    const [mine, yours] = [new OpenFiles(tree, UNWATCHED), new OpenFiles(tree, UNWATCHED)];
    const [a, b] = [mine.open('/lock', READ_WRITE), yours.open('/lock', READ_WRITE)];
    mine.lock(a, LOCK_SHARED);
    yours.lock(b, LOCK_SHARED);
    assert.deepEqual(tree.heldLocks, [
      { path: '/lock', kind: 'shared' },
      { path: '/lock', kind: 'shared' },
    ]);
    fails('wouldBlock', () => {
      mine.lock(a, LOCK_EXCLUSIVE);
    });
    yours.lock(b, UNLOCK);
    mine.lock(a, LOCK_EXCLUSIVE);
    fails('wouldBlock', () => {
      yours.lock(b, LOCK_SHARED);
    });
    assert.deepEqual(tree.heldLocks, [{ path: '/lock', kind: 'exclusive' }]);
    mine.closeAll();
    assert.deepEqual(tree.heldLocks, []);
    yours.lock(b, LOCK_EXCLUSIVE);
    fails('invalidArgument', () => {
      yours.lock(b, 1);
    });
  });

  it('can be held locked by a tester', () => {
    const release = tree.holdLock('/com.apple.itunes.lock_sync');
    const files = new OpenFiles(tree, UNWATCHED);
    const handle = files.open('/com.apple.itunes.lock_sync', READ_WRITE);
    fails('wouldBlock', () => {
      files.lock(handle, LOCK_EXCLUSIVE);
    });
    release();
    files.lock(handle, LOCK_EXCLUSIVE);
  });
});

function fails(status: keyof typeof AFC_STATUS, action: () => unknown): void {
  assert.throws(action, (error) => error instanceof AfcFailure && error.status === AFC_STATUS[status]);
}
