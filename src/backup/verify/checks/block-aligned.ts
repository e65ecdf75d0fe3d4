/** Where there is no list of files: is what is stored cut into whole blocks of 16 bytes, as encryption leaves it? */
import type { Check, CheckContext, RunningCheck, StoredItem } from '../check.ts';

const BLOCK_BYTES = 16;

export const blockAligned: Check = {
  name: 'block-aligned',
  begin(context) {
    if (context.encrypted === false || context.catalogue !== undefined) return {};
    return context.encrypted === true ? ofStored(context) : ofStoredIfEncrypted(context);
  },
};

function ofStored(context: CheckContext): RunningCheck {
  return {
    stored(item) {
      if (item.kind === 'payload' && item.bytes() % BLOCK_BYTES !== 0) reportItem(context, item);
    },
  };
}

/** Of files in the clear, one in sixteen happens to be whole blocks. */
const MOST_EXCEPTIONS = 0.2;

/** Nothing says whether the content is encrypted; its lengths do, when nearly all of them are whole blocks: the others are cut off. */
function ofStoredIfEncrypted(context: CheckContext): RunningCheck {
  const exceptions: StoredItem[] = [];
  let payloads = 0;
  return {
    stored(item) {
      if (item.kind !== 'payload') return;
      payloads++;
      if (exceptions.length <= payloads * MOST_EXCEPTIONS + 1 && item.bytes() % BLOCK_BYTES !== 0) exceptions.push(item);
    },
    end() {
      if (exceptions.length < payloads * MOST_EXCEPTIONS) for (const item of exceptions) reportItem(context, item);
    },
  };
}

function reportItem({ report }: CheckContext, item: StoredItem): void {
  const bytes = item.bytes();
  item.mark('damaged');
  const name = item.fileID === undefined ? {} : { fileID: item.fileID };
  report('payload-not-block-aligned', notBlockAligned(bytes), { ...name, evidence: { file: item.place, bytes } });
}

export function notBlockAligned(bytes: number): string {
  return `${bytes} bytes are stored, which is not a whole number of encrypted blocks.`;
}
