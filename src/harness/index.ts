/// <reference types="node" preserve="true" />
/// <reference lib="esnext.disposable" preserve="true" />
/** The door of harness: simulated phones and backups joined for tests of apps and of clients, in any test runner. */
export { startPhone, withPhone, type PhoneApp, type StartPhoneOptions, type WithPhoneOptions } from './start-phone.ts';
export type { BackUpOptions, GivenBackup, HarnessPhone, HoldOptions } from './harness-phone.ts';
export type { GivenContract } from './given-contract.ts';
export { expectBroken, expectFailure, expectFile, expectGood, expectKept, expectNoFile, type ExpectedBreach } from './expectations.ts';
export { SIMULATED_BACKUP, runContract, type ContractRunPhase, type RunContractOptions } from './contract-run.ts';
