/** Are the stored bytes of every file those that its record announces: by digest, size and padding, as `judgeStored` judges them for readers, too? */
import type { PaddingVerdict } from '../../../formats/index.ts';
import { byDigest, judgeStored, type StoredJudgement } from '../../read/stored/judge-stored.ts';
import type { DigestState } from '../../read/stored/running-digest.ts';
import type { PayloadContent } from '../../read/stored/payload-content.ts';
import { paddedSize } from '../../read/stored/stored-form.ts';
import type { Check, RowFacts } from '../check.ts';
import { notBlockAligned } from './block-aligned.ts';
import { database } from './database.ts';

interface SeenContent {
  readonly digest?: DigestState;
  /** Of encrypted content whose key opens. */
  readonly padding?: PaddingVerdict;
  readonly staysUnclear?: true;
  readonly isCutOff?: true;
}

export const storedContent: Check<SeenContent> = {
  name: 'stored-content',
  examine: seenIn,
  begin: () => ({
    row(facts) {
      const { payload, record, form } = facts;
      if (payload === undefined || record === undefined || form === undefined || facts.isLost) return;
      const seen = facts.seen(storedContent);
      const stored: Stored = { file: payload.place, bytes: payload.size, size: record.size };
      if (form === 'encrypted' && seen?.padding === undefined) {
        judgeFromOutside(facts, stored, seen?.digest);
        return;
      }
      const { relativePath } = facts;
      const { bytes, size } = stored;
      tell(facts, judgeStored({ relativePath, bytes, size, ...seen, database: facts.seen(database)?.state }), stored);
    },
  }),
};

interface Stored {
  readonly file: string;
  readonly bytes: number;
  readonly size: number;
}

function seenIn(content: PayloadContent): SeenContent {
  const digest = content.isRead ? content.digestState() : undefined;
  // Nothing tells what the bytes should be, but a disk that does not give them is found.
  if (content.isRead && digest === undefined) content.readThrough();
  const { padding } = content;
  return {
    ...(digest === undefined ? {} : { digest }),
    ...(padding === undefined ? {} : { padding }),
    ...(content.staysUnclear ? { staysUnclear: true } : {}),
    ...(content.isCutOff ? { isCutOff: true } : {}),
  };
}

/** Without the password only the length can be seen, and the digest, which is that of the stored bytes. */
function judgeFromOutside(facts: RowFacts, stored: Stored, digest: DigestState | undefined): void {
  const { bytes, size } = stored;
  if (bytes === 0 && size > 0) tell(facts, { kind: 'damaged', code: 'payload-truncated', reason: 'truncated' }, stored);
  else if (bytes % 16 !== 0) tell(facts, { kind: 'damaged', code: 'payload-not-block-aligned', reason: 'not-block-aligned' }, stored);
  else {
    if (bytes !== paddedSize(size)) reportBenign(facts, stored.file, bytes, paddedSize(size), 'encrypted');
    if (digest !== undefined) tell(facts, byDigest(digest), stored);
  }
}

function tell(facts: RowFacts, judgement: StoredJudgement, stored: Stored): void {
  const { file, bytes, size } = stored;
  switch (judgement.kind) {
    case 'fits':
      if (judgement.isProven) facts.mark('proven');
      return;
    case 'differs':
      // Nothing stored of what is empty is whole all the same.
      if (judgement.code !== 'payload-empty-unpadded' || judgement.isProven) facts.mark(judgement.isProven ? 'proven' : 'knownGap');
      tellDifference(facts, judgement, stored);
      return;
    case 'damaged':
      facts.mark('damaged');
      facts.report(judgement.code, messageOf(judgement, stored), {
        file,
        bytes: judgement.contentBytes ?? bytes,
        ...evidenceOf(judgement, size, facts.seen(storedContent)?.digest ?? 'none'),
      });
  }
}

function tellDifference(facts: RowFacts, judgement: StoredJudgement & { kind: 'differs' }, stored: Stored): void {
  switch (judgement.code) {
    case 'size-differs-benignly':
      reportBenign(facts, stored.file, judgement.contentBytes, stored.size, judgement.reason);
      return;
    case 'payload-not-padded':
      facts.report(judgement.code, 'The content has the expected length but no padding.', { ...stored });
      return;
    case 'payload-empty-unpadded':
      facts.report(judgement.code, 'Nothing is stored for this empty file. One block of padding was expected.', { ...stored });
  }
}

function reportBenign(facts: RowFacts, file: string, bytes: number, expectedBytes: number, reason: string): void {
  const message = `${bytes} bytes are stored, but ${expectedBytes} were expected. The file changed while it was backed up.`;
  facts.report('size-differs-benignly', message, { file, bytes, expectedBytes, reason });
}

type Damage = StoredJudgement & { kind: 'damaged' };

function messageOf({ code, contentBytes }: Damage, { bytes, size }: Stored): string {
  switch (code) {
    case 'size-mismatch':
      return `Only ${bytes} of ${size} bytes are stored.`;
    case 'payload-truncated':
      if (contentBytes !== undefined) return `Only ${contentBytes} of ${size} bytes are stored.`;
      return `Only ${bytes} bytes are stored, too few for ${size} bytes and their padding.`;
    case 'payload-not-block-aligned':
      return notBlockAligned(bytes);
    case 'padding-invalid':
      return 'The end of the content does not decrypt to valid padding.';
    case 'digest-mismatch':
      return 'The stored bytes differ from those that the device sent.';
  }
}

function evidenceOf({ code, contentBytes }: Damage, size: number, digest: string): Record<string, unknown> {
  if (contentBytes !== undefined) return { expectedBytes: size, digest };
  return code === 'payload-truncated' || code === 'padding-invalid' ? { size } : {};
}
