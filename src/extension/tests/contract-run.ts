/** What runs of contracts are made of, whatever they are held against. */
import type { Uri } from 'vscode';
import type { BackupContract } from '../../backup/index.ts';
import type { ContractResult } from './contract-results.ts';
import type { NotedReport } from './finding-messages.ts';

/** A contract that is to be held against something. */
export interface ContractJob {
  readonly uri: Uri;
  readonly contract: BackupContract;
}

export interface RunTools {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface MadeReport extends NotedReport {
  readonly backup?: ContractResult['backup'];
}

/** Makes one report, or one for each version of a phone. Rejects as what it does. */
export type MakeReports = (job: ContractJob, tools: RunTools) => Promise<readonly MadeReport[]>;

/** Asks what has to be asked, once for all contracts of a run. Undefined when nobody answers. */
export type PrepareRun = (uris: readonly Uri[], signal: AbortSignal) => Promise<MakeReports | undefined>;
