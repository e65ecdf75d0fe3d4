/** Backups that are shown as folders: what was opened is shared, and a question outlives a change of the folder but not its end. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../../src/base/index.ts';
import { MountedBackups, type OpenedTree } from '../../../src/extension/mount/mounted-backups.ts';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { writeComparedPair } from '../../support/compared-pair.ts';

describe('backups that are shown as folders', () => {
  const folder = temporaryFolder();
  const { after: path } = writeComparedPair(folder.path, '00008030-00000000000000C2');
  let mounts: MountedBackups;
  let id: string;

  beforeEach(async () => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    };
    mounts = new MountedBackups({ memory, keysOf: () => undefined });
    id = await mounts.mount(path);
  });

  afterEach(() => mounts.close());
  after(() => folder[Symbol.dispose]());

  const find = ({ backup }: OpenedTree) => backup.get('AppDomain-com.example.notes', 'Library/list.txt');

  it('answer a question that was asked before the folder changed from what stands there afterwards', async () => {
    const used: OpenedTree[] = [];
    const file = await mounts.use(id, async (opened) => {
      used.push(opened);
      if (used.length === 1) {
        mounts.changed(path);
        await opened.backup.close();
      }
      return find(opened);
    });
    assert.equal(used.length, 2);
    assert.notEqual(used[0]?.backup, used[1]?.backup);
    assert.deepEqual(file, await mounts.use(id, find));
  });

  it('end a question with what is forgotten, so that the folder can be moved', async () => {
    let asked = 0;
    const asking = mounts.use(id, async (opened) => {
      asked++;
      await mounts.forget(path);
      return find(opened);
    });
    await assert.rejects(asking, (error) => isCodedError(error, 'cancelled'));
    assert.equal(asked, 1);
    assert.deepEqual(mounts.paths(), []);
  });
});
