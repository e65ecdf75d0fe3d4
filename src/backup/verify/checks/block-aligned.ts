/** Is the content of an encrypted backup cut into whole blocks of 16 bytes, as its encryption leaves it? */
import type { Check } from '../check.ts';

const BLOCK_BYTES = 16;

export const blockAligned: Check = {
  name: 'block-aligned',
  begin({ encrypted, catalogue, report }) {
    if (encrypted !== true) return {};
    const message = (bytes: number) => `${bytes} bytes are stored, which is no whole number of encrypted blocks.`;
    if (catalogue !== undefined) {
      return {
        row(facts) {
          const { payload } = facts;
          if (payload === undefined || payload.size % BLOCK_BYTES === 0) return;
          facts.mark('damaged');
          facts.report('payload-not-block-aligned', message(payload.size), { file: payload.place, bytes: payload.size });
        },
      };
    }
    return {
      stored(item) {
        const bytes = item.bytes();
        if (item.kind !== 'payload' || bytes % BLOCK_BYTES === 0) return;
        item.mark('damaged');
        const name = item.fileID === undefined ? {} : { fileID: item.fileID };
        report('payload-not-block-aligned', message(bytes), { ...name, evidence: { file: item.place, bytes } });
      },
    };
  },
};
