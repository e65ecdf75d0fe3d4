/// <reference types="node" preserve="true" />
/// <reference lib="esnext.disposable" preserve="true" />
/** The door of simulated-device: phones made of software that speak the real wire protocol on a real socket. */
export type { PasscodeOutcome } from './backup-agent/agent-device.ts';
export type { FileChange, PhoneApplication, PhoneContent, PhoneFile, PhoneSnapshot } from './content/phone-content.ts';
export type { KeybagCost, KeybagRounds } from './phone/backup-password.ts';
export type { LeftOutCounts } from './content/app-folder.ts';
export { layApp, type AppOnPhone, type LaidApp } from './phone/lay-app.ts';
export { addToKeychain, encodePhoneKeychain, type PhoneKeychainItem } from './content/phone-keychain.ts';
export type { BackUpNowOptions, CloudBackup, NextAutoBackup } from './cloud/cloud-backup.ts';
export type { CloudOptions, SimulatedDeviceOptions, TrustPolicy } from './phone/device-options.ts';
export { VirtualClock, standingClock, systemClock, type Clock } from './phone/clock.ts';
export type { TraceEvent, TrafficEvent } from './phone/device-port.ts';
export { traceLine } from './phone/trace-line.ts';
export type { EffectiveOptions, RestoreRecord } from './backup-agent/restore/restore-target.ts';
export type { DeviceChange, SimulatedDevice } from './phone/simulated-device.ts';
export type { DeviceState, Leftover, LeftoverKind } from './phone/device-state.ts';
export { SimulatorError, type FaultProblem, type SimulatorErrorCode } from './errors.ts';
export { checkFault } from './faults/arm-fault.ts';
export { FAULTS } from './faults/catalogue.ts';
export type { ArmedFault, FaultDefinition, FaultSettings } from './faults/fault.ts';
export type { ListenAddress } from './mux/listen-address.ts';
export { phoneChoices, type PhoneChoice, type PhoneVersionChoice } from './phone-choices.ts';
export { PRESETS, type Preset } from './presets.ts';
export { makeBulkPhone, type BulkPhoneOptions } from './content/bulk-phone.ts';
export { makeSmallPhone, type SmallPhoneOptions } from './content/small-phone.ts';
export { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { PhoneAction } from './worker/phone-action.ts';
export type { ArmedPhoneFault, PhoneDescription } from './worker/phone-description.ts';
export type { PhoneOrder } from './worker/phone-order.ts';
export type { PhoneLeftovers, PhoneQuestion } from './worker/simulator-messages.ts';
export { startSimulatorOffThread, type SimulatorThread } from './worker/start-simulator-off-thread.ts';
