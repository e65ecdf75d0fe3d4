/** Our decoder of keyed archives against one in Python that shares no code with it: every object of every archive, one level deep. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ArchiveGraph, KeyedArchive, Uid, type ArchivedSlot, type ShallowObject } from '../../src/formats/index.ts';
import { DEBIAN_PYTHON } from '../host/debian-packages.ts';
import { arbitraryArchive, EVERY_CLASS, EVERY_CLASS_AT } from '../support/sample-archives.ts';
import { fromHex, readVectors } from '../support/vectors.ts';

const READER = join(import.meta.dirname, '../support/keyed-archive-reader.py');

function throughPython(archives: readonly Uint8Array[]): unknown[] {
  const input = Buffer.concat(archives.flatMap((bytes) => [Buffer.from(Uint32Array.of(bytes.length).buffer).swap32(), bytes]));
  const { status, stdout, stderr } = spawnSync(DEBIAN_PYTHON, [READER], { input, maxBuffer: 2 ** 28 });
  assert.equal(status, 0, stderr.toString());
  return stdout
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** All objects in the form that the Python program prints. */
function tableOf(bytes: Uint8Array): unknown[] {
  const archive = KeyedArchive.parse(bytes);
  const graph = new ArchiveGraph(archive);
  return archive.objects.map((_, number) => printed(graph.object(number)));
}

function printed(object: ShallowObject): unknown {
  if (object.kind === 'null') return { null: null };
  if (object.kind === 'scalar') return { scalar: object.as === undefined ? slotOf(object.value) : { [object.as]: object.value } };
  const entries = object.entries.map(({ key, value }) => [key === undefined ? null : slotOf(key), slotOf(value)]);
  return { [object.kind]: entries, class: object.className ?? null };
}

function slotOf(slot: ArchivedSlot): unknown {
  if (slot instanceof Uid) return { uid: slot.value };
  if (typeof slot === 'boolean') return { boolean: slot };
  if (typeof slot === 'bigint') return { integer: slot.toString() };
  if (typeof slot === 'number') return { real: slot };
  if (typeof slot === 'string') return { string: slot };
  if (slot instanceof Uint8Array) return { data: Buffer.from(slot).toString('hex') };
  if (slot instanceof Date) return { date: slot.getTime() };
  if (Array.isArray(slot)) return { array: slot.map(slotOf) };
  return { dictionary: [...(slot ?? [])].map(([key, value]) => [{ string: key }, slotOf(value)]) };
}

describe('keyed archives, read by us and by a Python program', () => {
  it('every class of Foundation', () => {
    const [theirs] = throughPython([EVERY_CLASS]) as [unknown[]];
    const ours = tableOf(EVERY_CLASS);
    // What it does not decode.
    const { attributed } = EVERY_CLASS_AT;
    assert.deepEqual(ours.toSpliced(attributed, 1), theirs.toSpliced(attributed, 1));
  });

  it('records of files in the order of real devices', () => {
    const { vectors } = readVectors('mbfile') as { readonly vectors: readonly { readonly blob: string }[] };
    const blobs = vectors.map(({ blob }) => fromHex(blob));
    assert.ok(blobs.length > 0);
    throughPython(blobs).forEach((theirs, index) => {
      assert.deepEqual(tableOf(blobs[index] ?? assert.fail()), theirs);
    });
  });

  it('a thousand graphs of any form, with circles', () => {
    const archives = fc.sample(arbitraryArchive(), { numRuns: 1000, seed: 1 });
    throughPython(archives).forEach((theirs, index) => {
      assert.deepEqual(tableOf(archives[index] ?? assert.fail()), theirs, `archive ${index.toString()}`);
    });
  });
});
