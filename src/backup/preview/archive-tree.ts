/** A keyed archive as a tree of the objects that it stands for. */
import { ArchiveGraph, type ArchivedValue, type KeyedArchive } from '../../formats/index.ts';
import { plistScalar } from './plist-tree.ts';
import type { TreeValue } from './tree-page.ts';

/** @throws FormatError `archive-malformed` */
export function archiveTree(archive: KeyedArchive): TreeValue {
  return treeOf(new ArchiveGraph(archive).root());
}

function treeOf(value: ArchivedValue): TreeValue {
  const { className } = value;
  switch (value.kind) {
    case 'null':
      return { type: 'null', className };
    case 'scalar':
      return { ...plistScalar(value.value), ...(value.as === undefined ? {} : { type: value.as }), className };
    case 'reference':
      return { type: 'reference', object: value.object, className };
    default: {
      const { kind, object, count, child } = value;
      return {
        type: kind,
        className,
        object,
        count,
        child: (place) => {
          const { key, value: member } = child(place);
          return { ...(key === undefined ? {} : { key: keyOf(key) }), value: treeOf(member) };
        },
      };
    }
  }
}

/** A key that is not text is shown as its value, or its kind if it has none. */
function keyOf(key: ArchivedValue): string {
  switch (key.kind) {
    case 'null':
      return '(null)';
    case 'scalar':
      return textOf(key.value);
    default:
      return `(${key.className ?? key.kind}${key.object === undefined ? '' : ` #${key.object.toString()}`})`;
  }
}

function textOf(value: Extract<ArchivedValue, { kind: 'scalar' }>['value']): string {
  const { text, data = new Uint8Array(0) } = plistScalar(value);
  return text ?? `<${Buffer.from(data.subarray(0, 64)).toString('hex')}>`;
}
