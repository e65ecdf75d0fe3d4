/** The parts of the running extension that commands and views work with. */
import type { TreeView } from 'vscode';
import type { BackupJobs } from './backups/backup-jobs.ts';
import type { BackupRegistry } from './backups/backup-registry.ts';
import type { BackupNode } from './backups/backup-tree.ts';
import type { OwnVersions } from './backups/own-versions.ts';
import type { ProblemsCollection } from './backups/problems-collection.ts';
import type { RememberedPasswords } from './backups/remembered-passwords.ts';
import type { UnlockedBackups } from './backups/unlocked-backups.ts';
import type { BrowserPanels } from './browser/browser-panels.ts';
import type { CloudPanels } from './cloud/cloud-panels.ts';
import type { DeviceDocuments } from './devices/device-documents.ts';
import type { DeviceNode } from './devices/device-tree.ts';
import type { DeviceRegistry } from './devices/device-registry.ts';
import type { LastPhone } from './devices/last-phone.ts';
import type { PhoneScreens } from './devices/phone-screens.ts';
import type { SimulatedDevices } from './devices/simulated-devices.ts';
import type { SystemMux } from './devices/system-mux.ts';
import type { PasswordProofs } from './encryption/password-proofs.ts';
import type { HelpPages } from './help/help-pages.ts';
import type { MountedBackups } from './mount/mounted-backups.ts';
import type { ReportPanels } from './reports/report-panels.ts';
import type { Reporter } from './reporter.ts';
import type { ContractWatch } from './tests/contract-watch.ts';

export interface App {
  readonly reporter: Reporter;
  /** Of this extension. */
  readonly version: string;
  readonly devices: DeviceRegistry;
  readonly systemMux: SystemMux;
  readonly deviceDocuments: DeviceDocuments;
  readonly simulated: SimulatedDevices;
  readonly phoneScreens: PhoneScreens;
  readonly lastPhone: LastPhone;
  /** UDIDs of devices that are being asked for trust. */
  readonly trustRequests: Set<string>;
  readonly jobs: BackupJobs;
  readonly backups: BackupRegistry;
  readonly ownVersions: OwnVersions;
  readonly unlocked: UnlockedBackups;
  readonly passwords: RememberedPasswords;
  readonly passwordProofs: PasswordProofs;
  readonly deviceView: TreeView<DeviceNode>;
  readonly backupView: TreeView<BackupNode>;
  readonly problems: ProblemsCollection;
  readonly browsers: BrowserPanels;
  readonly mounts: MountedBackups;
  readonly help: HelpPages;
  readonly cloudPages: CloudPanels;
  readonly reports: ReportPanels;
  readonly contracts: ContractWatch;
}
