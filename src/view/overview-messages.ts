/** What the Overview and the Findings of a backup's page show: texts for the reader, and numbers that the page draws with. */
import type { ActionId } from './actions.ts';

export type Tone = 'good' | 'warning' | 'error' | 'neutral';

/** A term and what is known of it. */
export interface OverviewFact {
  readonly label: string;
  readonly value: string;
}

/** The verdict that applies to the folder as it is now, or that none does. */
export interface OverviewVerdict {
  readonly tone: Tone;
  readonly title: string;
  /** How deep the check looked, and when. */
  readonly age: string;
  readonly sentence: string;
  /** What the check counted; empty where nobody noted it. */
  readonly counts: readonly OverviewFact[];
}

/** A backup of the device, newest first. */
export interface TimelineRow {
  /** Distinct, and no path. */
  readonly key: string;
  readonly date: string;
  /** It is the one that the page is about. */
  readonly isThis: boolean;
  readonly kind: string;
  readonly size: string;
  readonly verdict: string;
  readonly tone: Tone;
  readonly changed: string;
  readonly duration: string;
}

/** A run in a picture and in words. `share` is of the whole run, 0 to 1. */
export interface RunView {
  readonly title: string;
  readonly facts: readonly OverviewFact[];
  readonly phases: readonly { readonly label: string; readonly duration: string; readonly share: number }[];
  /** Points of a curve: share of the time, share of the highest rate. */
  readonly rates: readonly (readonly [at: number, rate: number])[];
  /** What the curve says, for those who do not see it. */
  readonly ratesWords: string;
  readonly events: readonly { readonly at: string; readonly words: string }[];
}

export interface Overview {
  readonly facts: readonly OverviewFact[];
  readonly verdict: OverviewVerdict;
  readonly timeline: readonly TimelineRow[];
  /** In place of the run, where nothing is known of it, why. */
  readonly run: RunView | string;
}

/** An app, a shared container or a system domain, with what it takes. */
export interface SizeRow {
  /** Distinct. */
  readonly id: string;
  readonly kind: 'app' | 'group' | 'system';
  readonly label: string;
  /** What it is, in a few words: its kind, its id. */
  readonly detail: string;
  readonly bytes: number;
  readonly files: number;
  /** The domain to go to: the largest one of it. */
  readonly domain: string;
}

export interface SizesView {
  /** The largest first. */
  readonly rows: readonly SizeRow[];
  readonly bytes: number;
  /** What the sizes do not say. */
  readonly notes: readonly string[];
}

export interface FindingRow {
  readonly key: string;
  readonly tone: Tone;
  readonly severity: string;
  readonly code: string;
  readonly title: string;
  readonly action: string;
  /** What it is about: a file of the device, or how many findings. */
  readonly where: string;
  /** The file in the list, if it can be shown there. */
  readonly fileID?: string;
  readonly remedies: readonly { readonly id: ActionId; readonly label: string }[];
}

export interface FindingsView {
  /** What they rest on, or that there are none, or that nobody knows. */
  readonly title: string;
  readonly sentence: string;
  /** Errors first. */
  readonly rows: readonly FindingRow[];
  /** Nothing holds for this folder now: a check is what helps. */
  readonly needsCheck: boolean;
}
