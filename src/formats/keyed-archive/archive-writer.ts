/** Writes a list of objects as a keyed archive, in the shape of NSKeyedArchiver's own. */
import { writeBinaryPlist } from '../plist/binary-writer.ts';
import { Uid, dict, type PlistDict, type PlistValue } from '../plist/value.ts';

/** Collects `$objects` in the order in which they are added; object 0 is `$null`, object 1 the root. */
export class ArchiveWriter {
  readonly #objects: PlistValue[] = ['$null'];

  add(object: PlistValue): Uid {
    return new Uid(this.#objects.push(object) - 1);
  }

  /** Adds the description of a class; `ancestors` from the parent up to NSObject. */
  addClass(name: string, ancestors: readonly string[]): Uid {
    return this.add(dict({ $classname: name, $classes: [name, ...ancestors] }));
  }

  finish(): Uint8Array {
    const archive: PlistDict = dict({
      $version: 100_000n,
      $archiver: 'NSKeyedArchiver',
      $top: dict({ root: new Uid(1) }),
      $objects: this.#objects,
    });
    return writeBinaryPlist(archive);
  }
}
