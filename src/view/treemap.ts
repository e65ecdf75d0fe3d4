/** A treemap: which rectangle each part of a whole gets. Pure numbers; nothing vanishes, and the same parts always lie alike. */
import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';

export interface TreemapPart {
  /** Distinct among its siblings. */
  readonly id: string;
  /** Not negative. */
  readonly bytes: number;
}

/** A rectangle, in the unit of the size that was asked for. */
export interface TreemapTile {
  /** Absent for the tile that stands for `rest`. */
  readonly id?: string;
  readonly bytes: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Treemap {
  /** The largest first; the tile of the rest, if any, comes last. */
  readonly tiles: readonly TreemapTile[];
  /** The parts without a tile of their own, the largest first: too small to be seen, or without bytes. */
  readonly rest: readonly string[];
}

interface TreemapOptions {
  readonly width: number;
  readonly height: number;
  /** No tile has a smaller area, in square units, but that of the rest. */
  readonly leastArea: number;
  /** More tiles than anybody could tell apart. */
  readonly mostTiles: number;
}

/** Areas are in proportion to bytes, and together they are the whole, whatever is gathered in the rest. */
export function layoutTreemap(parts: readonly TreemapPart[], { width, height, leastArea, mostTiles }: TreemapOptions): Treemap {
  const sorted = [...parts].sort((one, other) => other.bytes - one.bytes || (one.id < other.id ? -1 : 1));
  const total = sorted.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= 0 || width <= 0 || height <= 0) return { tiles: [], rest: sorted.map(({ id }) => id) };
  const least = (leastArea * total) / (width * height);
  const isSeen = ({ bytes }: TreemapPart, index: number) => bytes > 0 && (index === 0 || (bytes >= least && index < mostTiles));
  const count = sorted.filter(isSeen).length;
  const rest = sorted.slice(count);
  const restBytes = rest.reduce((sum, { bytes }) => sum + bytes, 0);
  const shown: TreemapNode[] = sorted.slice(0, count).map(({ id, bytes }) => ({ id, bytes }));
  if (restBytes > 0) shown.push({ bytes: restBytes });
  return { tiles: tilesOf(shown, width, height), rest: rest.map(({ id }) => id) };
}

interface TreemapNode {
  readonly id?: string;
  readonly bytes: number;
  readonly children?: readonly TreemapNode[];
}

function tilesOf(nodes: readonly TreemapNode[], width: number, height: number): TreemapTile[] {
  const root = hierarchy<TreemapNode>({ bytes: 0, children: nodes }, ({ children }) => children).sum(({ bytes }) => bytes);
  const placed = treemap<TreemapNode>().tile(treemapSquarify).size([width, height]).round(false)(root);
  return (placed.children ?? []).map(({ data: { id, bytes }, x0, y0, x1, y1 }) => ({
    ...(id === undefined ? {} : { id }),
    ...{ bytes, x: x0, y: y0, width: x1 - x0, height: y1 - y0 },
  }));
}

export type TreemapDirection = 'left' | 'right' | 'up' | 'down';

/** The tile that somebody expects next when going in a direction; the same one at the edge. */
export function treemapNeighbor(tiles: readonly TreemapTile[], from: number, direction: TreemapDirection): number {
  const here = tiles[from];
  if (here === undefined) return from;
  let best = from;
  let bestRank: readonly [number, number, number] | undefined;
  for (const [index, tile] of tiles.entries()) {
    const rank = index === from ? undefined : rankOf(here, tile, direction);
    if (rank === undefined || (bestRank !== undefined && compare(rank, bestRank) >= 0)) continue;
    best = index;
    bestRank = rank;
  }
  return best;
}

/** Edges of rectangles that touch may differ in their last digits. */
const TOUCHING = 1e-6;

/** Those that lie straight ahead come first, then the nearest, then the one whose middle is nearest. Undefined for what does not lie there. */
function rankOf(here: TreemapTile, tile: TreemapTile, direction: TreemapDirection): readonly [number, number, number] | undefined {
  const isAcross = direction === 'left' || direction === 'right';
  const along = (each: TreemapTile) => (isAcross ? { start: each.x, size: each.width } : { start: each.y, size: each.height });
  const beside = (each: TreemapTile) => (isAcross ? { start: each.y, size: each.height } : { start: each.x, size: each.width });
  const [mine, its, myBreadth, itsBreadth] = [along(here), along(tile), beside(here), beside(tile)];
  const isForward = direction === 'right' || direction === 'down';
  const gap = isForward ? its.start - (mine.start + mine.size) : mine.start - (its.start + its.size);
  if (gap < -TOUCHING * (mine.size + its.size + Math.abs(mine.start) + Math.abs(its.start) + 1)) return undefined;
  const overlap =
    Math.min(myBreadth.start + myBreadth.size, itsBreadth.start + itsBreadth.size) - Math.max(myBreadth.start, itsBreadth.start);
  const middles = Math.abs(myBreadth.start + myBreadth.size / 2 - (itsBreadth.start + itsBreadth.size / 2));
  return [overlap > TOUCHING ? 0 : 1, Math.max(0, gap), middles];
}

function compare(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((value, at) => Math.abs(value - (other[at] ?? 0)) > TOUCHING);
  return index < 0 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}
