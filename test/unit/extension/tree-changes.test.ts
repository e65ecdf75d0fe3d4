import assert from 'node:assert/strict';
import sinon from 'sinon';
import { TREE_PAUSE_MS, TreeChanges } from '../../../src/extension/tree-changes.ts';

/** VS Code draws a tree when its changes have rested this long; measured in 1.139. */
const VSCODE_RESTS_MS = 200;

describe('changes of a tree', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });

  afterEach(() => {
    clock.restore();
  });

  function listen(changes: TreeChanges<string>) {
    const told: { at: number; nodes: string[] | undefined }[] = [];
    changes.event((nodes) => told.push({ at: clock.now, nodes }));
    return told;
  }

  it('are told together, and with pauses in which VS Code draws, however often they come', () => {
    const changes = new TreeChanges<string>();
    const told = listen(changes);
    for (let count = 0; count < 100; count++) {
      changes.push(`row ${String(count % 2)}`);
      clock.tick(20);
    }
    const pauses = told.slice(1).map(({ at }, index) => at - (told[index]?.at ?? 0));
    assert.ok(told.length > 5);
    assert.ok(
      pauses.every((pause) => pause > VSCODE_RESTS_MS),
      pauses.join(),
    );
    assert.deepEqual(told[1]?.nodes?.toSorted(), ['row 0', 'row 1']);
  });

  it('of one row are lost in one of the whole tree, and the last one always arrives', () => {
    const changes = new TreeChanges<string>();
    const told = listen(changes);
    changes.push('a');
    changes.push();
    clock.tick(1);
    changes.push('b');
    clock.tick(TREE_PAUSE_MS);
    assert.deepEqual(
      told.map(({ nodes }) => nodes),
      [undefined, ['b']],
    );
    clock.tick(10 * TREE_PAUSE_MS);
    changes.push('c');
    changes.dispose();
    clock.tick(1);
    assert.equal(told.length, 2);
  });
});
