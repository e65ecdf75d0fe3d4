/** The common middle of all reports: what was judged, what was found and what became of each check, whatever was run. Names in it are untrusted text. */
import { englishLocale, type Locale } from '../view/index.ts';

/** A report for people has one of three colors; the word beside it says the same. */
export type ReportTone = 'good' | 'doubt' | 'bad' | 'quiet';

/** What was judged, with what came out. Every text is in the reader's language already. */
export interface ReportedResult {
  readonly kind: 'verify' | 'contract' | 'compare';
  readonly title: string;
  /** What tells it from other results of the same thing, such as "iOS 17.4". */
  readonly variant?: string;
  readonly about: readonly ReportedFact[];
  readonly verdict: { readonly code: string; readonly text: string; readonly tone: ReportTone };
  readonly numbers: readonly ReportedNumber[];
  readonly notes: readonly string[];
  /** What can be found, or is demanded: only what items name. */
  readonly rules: readonly ReportedRule[];
  readonly items: readonly ReportedItem[];
  /** Heading of `cases`. */
  readonly casesTitle: string;
  readonly cases: readonly ReportedCase[];
}

interface ReportedFact {
  readonly label: string;
  readonly text: string;
}

interface ReportedNumber {
  readonly label: string;
  readonly value: number;
  readonly tone: ReportTone;
}

/** A kind of finding. */
export interface ReportedRule {
  /** Never changes its meaning: other programs remember it. */
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly level: ReportedLevel;
  /** Ids of `WEAKNESSES`. */
  readonly weaknesses: readonly string[];
}

export type ReportedLevel = 'error' | 'warning' | 'note';

/** One finding. */
export interface ReportedItem {
  /** Id of a rule. */
  readonly rule: string;
  /** What happened, more exactly than the rule says. */
  readonly code: string;
  readonly level: ReportedLevel;
  /** It is not known whether there is a problem. */
  readonly isOpen: boolean;
  readonly message: string;
  readonly fix?: string;
  /** Absolute path on this computer. */
  readonly file?: string;
  /** Counted from 1, in `file`. */
  readonly place?: { readonly line: number; readonly column: number; readonly end: number };
  /** Inside the backup, as the phone calls it: `domain/path`. */
  readonly path?: string;
  readonly details?: readonly string[];
  /** Facts for programs. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** What stays the same when lines move: two runs find the same thing if this is equal. */
  readonly identity: string;
}

/** `undecided`: it was looked at, and nobody can say. `skipped`: it was not looked at. */
export type CaseState = 'passed' | 'failed' | 'undecided' | 'skipped';

/** One check or rule, and what became of it. */
export interface ReportedCase {
  readonly name: string;
  /** What it looks for, where the name is only a code. */
  readonly looksFor?: string;
  readonly group: string;
  readonly state: CaseState;
  /** Of all but `passed`: the cause on one line, then all there is to say. */
  readonly cause?: string;
  readonly lines: readonly string[];
  /** What else is worth knowing, whatever the state. */
  readonly note?: string;
  readonly code?: string;
  readonly file?: string;
  readonly line?: number;
}

/** What a report needs to know besides the result. */
export interface ReportContext {
  readonly locale: Locale;
  /** Of this program. */
  readonly version?: string;
  /** Files inside of it are named relative to it. Absolute. */
  readonly workingFolder?: string;
  /** BCP 47 language of `locale`. */
  readonly language: string;
}

export const ENGLISH_CONTEXT: ReportContext = { locale: englishLocale, language: 'en' };

/** How many findings of a kind a page for people lists. */
export const MOST_LISTED = 200;
