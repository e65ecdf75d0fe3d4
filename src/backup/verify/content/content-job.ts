/** Decides which content of a row is worth a look, and puts together what a content thread needs for it. */
import { fileIdOf } from '../../../formats/index.ts';
import { findPayload } from '../../read/backup-folder.ts';
import { recordOf } from '../../read/file-rows.ts';
import { companionOf, COMPANION_SUFFIXES, sourceOf, type Companion, type ContentJob } from '../../read/stored/content-job.ts';
import type { CheckContext, RowFacts } from '../check.ts';

export class ContentJobs {
  readonly #context: CheckContext;
  readonly #names: CompanionNames;

  constructor(context: CheckContext) {
    this.#context = context;
    this.#names = new CompanionNames(context);
  }

  /** Undefined when there is nothing to see: no content, or none that differs from its record, and the level does not ask for it. */
  jobFor({ domain, relativePath, record, payload, form }: RowFacts, isChosen: boolean): ContentJob | undefined {
    if (payload === undefined || record === undefined || form === undefined) return undefined;
    const source = sourceOf(payload, record, form);
    const hasKey = this.#context.classKeys !== undefined;
    const differs = !source.isEncrypted && payload.size !== record.size;
    if (!isChosen && !differs && !(source.isEncrypted && hasKey)) return undefined;
    return {
      ...source,
      name: relativePath,
      ...(record.digest === undefined ? {} : { digest: Buffer.from(record.digest).toString('hex') }),
      readAll: isChosen,
      companions: this.#names.of(domain, relativePath).flatMap((suffix) => this.#companion(domain, relativePath, suffix)),
    };
  }

  #companion(domain: string, relativePath: string, suffix: Companion['suffix']): Companion[] {
    const { folder, catalogue, encrypted } = this.#context;
    const fileID = fileIdOf(domain, relativePath + suffix);
    const payload = findPayload(folder, fileID);
    const row = catalogue?.byFileID(fileID);
    const record = row && recordOf(row).record;
    const companion = companionOf(suffix, payload, record, encrypted === true);
    return companion === undefined ? [] : [companion];
  }
}

/** Which files have a log beside them: few, so one look through all names finds them. */
class CompanionNames {
  readonly #context: CheckContext;
  #found: ReadonlySet<string> | undefined;

  constructor(context: CheckContext) {
    this.#context = context;
  }

  of(domain: string, relativePath: string): Companion['suffix'][] {
    this.#found ??= this.#find();
    const found = this.#found;
    return found.size === 0 ? [] : COMPANION_SUFFIXES.filter((suffix) => found.has(keyOf(domain, relativePath + suffix)));
  }

  #find(): Set<string> {
    const found = new Set<string>();
    for (const suffix of COMPANION_SUFFIXES) {
      for (const names of this.#context.catalogue?.names({ like: `%${suffix}` }, SCANNED_ROWS) ?? []) {
        for (const { domain, relativePath } of names) found.add(keyOf(domain, relativePath));
      }
    }
    return found;
  }
}

const SCANNED_ROWS = 20_000;

function keyOf(domain: string, relativePath: string): string {
  return `${domain}\0${relativePath}`;
}
