/// <reference types="node" preserve="true" />
/// <reference lib="esnext.disposable" preserve="true" />
/** The door of harness: simulated phones and backups joined for tests of apps and of clients. */
export { SIMULATED_BACKUP, runContract, type ContractRunPhase, type RunContractOptions } from './contract-run.ts';
