/** The treemap: nothing overlaps, nothing vanishes, and arrow keys reach every tile. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { layoutTreemap, treemapNeighbor, type TreemapDirection, type TreemapPart, type TreemapTile } from '../../../src/view/index.ts';

const SIZE = { width: 600, height: 300, leastArea: 200, mostTiles: 60 };
const DIRECTIONS: readonly TreemapDirection[] = ['left', 'right', 'up', 'down'];

const parts = fc
  .array(fc.oneof(fc.nat(20), fc.nat(1e12)), { maxLength: 150 })
  .map((sizes) => sizes.map((bytes, index): TreemapPart => ({ id: `app ${String(index)}`, bytes })));

const area = ({ width, height }: TreemapTile) => width * height;
const overlap = (one: TreemapTile, other: TreemapTile) =>
  Math.max(0, Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)) *
  Math.max(0, Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y));

describe('the treemap', () => {
  it('gives each part the area of its share; together they are the whole, and none lies over another', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const { tiles, rest } = layoutTreemap(all, SIZE);
        const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
        const named = tiles.flatMap(({ id }) => id ?? []);
        assert.deepEqual([...named, ...rest].sort(), all.map(({ id }) => id).sort());
        if (total === 0) return assert.equal(tiles.length, 0);
        assert.equal(
          tiles.reduce((sum, { bytes }) => sum + bytes, 0),
          total,
        );
        for (const tile of tiles) {
          assert.ok(Math.abs(area(tile) / (SIZE.width * SIZE.height) - tile.bytes / total) < 1e-6);
          assert.ok(
            tile.x > -1e-6 && tile.y > -1e-6 && tile.x + tile.width < SIZE.width + 1e-6 && tile.y + tile.height < SIZE.height + 1e-6,
          );
          for (const other of tiles) assert.ok(tile === other || overlap(tile, other) < 1e-3);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on the order in which the parts come', () => {
    fc.assert(
      fc.property(parts, (all) => {
        assert.deepEqual(layoutTreemap(all.toReversed(), SIZE), layoutTreemap(all, SIZE));
      }),
      { numRuns: 50 },
    );
  });

  it('gathers what is too small to be seen, and what there is too much of', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ id: String(index), bytes: 1000 }));
    const { tiles, rest } = layoutTreemap([...many, { id: 'tiny', bytes: 1 }, { id: 'empty', bytes: 0 }], SIZE);
    assert.equal(tiles.length, SIZE.mostTiles + 1);
    assert.deepEqual([tiles.at(-1)?.id, tiles.at(-1)?.bytes], [undefined, 40_001]);
    assert.deepEqual([rest.length, ...rest.slice(-2)], [42, 'tiny', 'empty']);
    const alone = layoutTreemap(
      [
        { id: 'only', bytes: 5 },
        { id: 'empty', bytes: 0 },
      ],
      SIZE,
    );
    assert.deepEqual(alone, { tiles: [{ id: 'only', bytes: 5, x: 0, y: 0, width: 600, height: 300 }], rest: ['empty'] });
    assert.deepEqual(layoutTreemap([{ id: 'empty', bytes: 0 }], SIZE), { tiles: [], rest: ['empty'] });
  });

  it('can be walked by arrow keys: each tile is reached from the first, and an edge ends the way', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const { tiles } = layoutTreemap(all, SIZE);
        const reached = new Set(tiles.length === 0 ? [] : [0]);
        for (const tile of reached) for (const direction of DIRECTIONS) reached.add(treemapNeighbor(tiles, tile, direction));
        assert.equal(reached.size, tiles.length);
      }),
      { numRuns: 100 },
    );
    const tiles = [
      { bytes: 1, x: 0, y: 0, width: 2, height: 2 },
      { bytes: 1, x: 2, y: 0, width: 1, height: 1 },
      { bytes: 1, x: 2, y: 1, width: 1, height: 1 },
    ];
    const way = (from: number) => DIRECTIONS.map((direction) => treemapNeighbor(tiles, from, direction));
    assert.deepEqual(
      [way(0), way(1), way(2)],
      [
        [0, 1, 0, 0],
        [0, 1, 1, 2],
        [0, 2, 1, 2],
      ],
    );
  });
});
