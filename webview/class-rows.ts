/** The protection classes of a backup as rows of a table: what its key bag holds and what its files use, side by side. Knows no DOM. */
import type { EncryptionFacts } from '../src/view/index.ts';

/** What can be done with the key of a class. */
export type ClassKey = 'usable' | 'locked' | 'device-only' | 'damaged' | 'missing';

export interface ClassRow {
  readonly protectionClass: number;
  /** Absent while nobody can count them, and for classes of the keychain, which has no files. */
  readonly files?: number;
  /** Absent where there is nothing to open. */
  readonly key?: ClassKey;
}

/** Classes from here on are for items of the keychain. */
const FIRST_KEYCHAIN_CLASS = 6;

export function classRows({ encrypted, keybag, filesByClass }: EncryptionFacts): ClassRow[] {
  const files = new Map(filesByClass?.map((each) => [each.protectionClass, each.files]));
  const keys = new Map(keybag?.classes.map((each) => [each.protectionClass, each]));
  const numbers = [...new Set([...keys.keys(), ...files.keys()])].sort((a, b) => a - b);
  return numbers.map((protectionClass) => {
    const key = encrypted === true ? keyOf(keys.get(protectionClass), protectionClass) : undefined;
    const count = files.get(protectionClass) ?? (filesByClass !== undefined && protectionClass < FIRST_KEYCHAIN_CLASS ? 0 : undefined);
    return { protectionClass, ...(count === undefined ? {} : { files: count }), ...(key === undefined ? {} : { key }) };
  });
}

function keyOf(facts: { deviceOnly: boolean; usable?: boolean } | undefined, protectionClass: number): ClassKey | undefined {
  if (facts === undefined) return protectionClass === 0 ? undefined : 'missing';
  if (facts.deviceOnly) return 'device-only';
  if (facts.usable === undefined) return 'locked';
  return facts.usable ? 'usable' : 'damaged';
}
