/** Sends rows through the content threads and on to the checks: looked into side by side, judged one after another in the order of the catalogue. */
import type { CheckedRow } from '../file-state.ts';
import type { ContentExaminer, ContentJob, ContentOutcome } from './content-messages.ts';
import { CONTENT_THREADS } from './content-pool.ts';

/** What goes to a thread at once: enough that messages cost little, little enough that no thread is left waiting at the end. */
const GROUP_FILES = 64;
const GROUP_BYTES = 8 * 1024 * 1024;
const GROUP_ROWS = 500;
/** Groups under way: each thread has the next one waiting. */
const MOST_PENDING = 3 * CONTENT_THREADS;

interface Group {
  readonly rows: CheckedRow[];
  readonly jobs: ContentJob[];
  /** Places in `rows` that have a job. */
  readonly places: number[];
  bytes: number;
}

interface PendingGroup {
  readonly group: Group;
  readonly outcomes: Promise<readonly ContentOutcome[]>;
}

export class RowPipeline {
  readonly #examiner: ContentExaminer;
  readonly #judge: (row: CheckedRow) => void;
  readonly #pending: PendingGroup[] = [];
  #group = emptyGroup();

  constructor(examiner: ContentExaminer, judge: (row: CheckedRow) => void) {
    this.#examiner = examiner;
    this.#judge = judge;
  }

  /** Comes back when there is room for more. */
  async add(row: CheckedRow, job: ContentJob | undefined): Promise<void> {
    const group = this.#group;
    if (job !== undefined) {
      group.places.push(group.rows.length);
      group.jobs.push(job);
      group.bytes += job.readAll ? job.bytes : 0;
    }
    group.rows.push(row);
    if (group.rows.length < GROUP_ROWS && group.jobs.length < GROUP_FILES && group.bytes < GROUP_BYTES) return;
    this.#send();
    while (this.#pending.length > MOST_PENDING) await this.#receive();
  }

  /** Judges all rows that are still under way. */
  async flush(): Promise<void> {
    this.#send();
    while (this.#pending.length > 0) await this.#receive();
  }

  #send(): void {
    const group = this.#group;
    this.#group = emptyGroup();
    const outcomes = this.#examiner.examine(group.jobs);
    // Whoever waits for it hears of a failure; until then it must not count as nobody's.
    outcomes.catch(() => undefined);
    this.#pending.push({ group, outcomes });
  }

  async #receive(): Promise<void> {
    const next = this.#pending.shift();
    if (next === undefined) return;
    const outcomes = await next.outcomes;
    next.group.places.forEach((place, index) => {
      const outcome = outcomes[index];
      if (outcome !== undefined) next.group.rows[place]?.attach(outcome);
    });
    for (const row of next.group.rows) this.#judge(row);
  }
}

function emptyGroup(): Group {
  return { rows: [], jobs: [], places: [], bytes: 0 };
}
