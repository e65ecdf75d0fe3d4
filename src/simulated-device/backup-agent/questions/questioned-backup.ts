/** The backup that a request is about: fetched from the host and opened as this iOS version does it, or fails to. */
import { decodeStatus, type BackupStatus, type ClassKeys, type ManifestProperties } from '../../../formats/index.ts';
import type { CatalogueReader } from '../catalogue/catalogue.ts';
import { backupLayout, type BackupLayout } from '../layout.ts';
import { readProperties } from '../manifest-files.ts';
import { MBCode, MobileBackupError, SessionEnded } from '../mobile-backup-error.ts';
import type { AgentCall } from '../requests/agent-request.ts';
import { catalogueKindOf, fetchCatalogue, openSource, unlockSource } from '../restore/restore-source.ts';
import { makeRunContext, type RunContext } from '../run-context.ts';
import { Workspace } from '../workspace.ts';

export interface Question {
  readonly name: 'Info' | 'List' | 'Unback' | 'Extract';
  readonly targetIdentifier: string;
  readonly sourceIdentifier?: string | undefined;
  readonly password?: string | undefined;
}

export interface QuestionedBackup {
  readonly context: RunContext;
  /** The name of the folder on the host. */
  readonly source: string;
  /** Only Info looks at it. */
  readonly status: BackupStatus | undefined;
  readonly properties: ManifestProperties;
  readonly layout: BackupLayout;
  readonly catalogue: CatalogueReader;
  /** Of an encrypted backup. */
  readonly keys: ClassKeys | undefined;
}

/**
 * Manifest.plist, then the password, then the catalogue, and for Info Status.plist before all: so the errors in logs of iOS 5 to 16 show it.
 * Throws 4 without a status, 205 and 103 for what else cannot be read, 207 without the right password; SessionEnded where the agent crashes.
 */
export async function withQuestionedBackup<T>(
  call: AgentCall,
  question: Question,
  work: (backup: QuestionedBackup) => Promise<T>,
): Promise<T> {
  using workspace = Workspace.make();
  const context = makeRunContext(call, workspace);
  const source = question.sourceIdentifier ?? question.targetIdentifier;
  const status = question.name === 'Info' ? await readStatus(context, `${source}/Status.plist`) : undefined;
  const properties = await readProperties(context, `${source}/Manifest.plist`);
  const keys = await unlockSource(context, { properties }, question.password);
  try {
    const kind = await kindToOpen(context, question, source, properties);
    const layout = backupLayout(kind, source);
    using catalogue = openSource(context, { properties, kind, cataloguePath: await fetchCatalogue(context, layout) }, keys);
    return await work({ context, source, status, properties, layout, catalogue, keys });
  } finally {
    keys?.wipe();
  }
}

/** Agents since iOS 10 were not made fit for the catalogue of their own time (surprise 23). */
async function kindToOpen(context: RunContext, { name }: Question, source: string, properties: ManifestProperties) {
  const { device, behaviour } = context;
  const kind = catalogueKindOf(properties);
  if (behaviour.questions === 'answered' || device.answersQuestions === true) return kind;
  // Logs of iOS 10 to 14: List looks for the catalogue of iOS 9, Info ends without an answer, Unback (10.3.1) when it has the new catalogue.
  if (behaviour.questions === 'seeks-mbdb' && name === 'List') return 'mbdb';
  if (behaviour.questions === 'crashes' || name !== 'Info') await fetchCatalogue(context, backupLayout(kind, source));
  throw new SessionEnded(`the agent crashes on ${name}`);
}

async function readStatus({ drive }: RunContext, path: string): Promise<BackupStatus> {
  const bytes = await drive.downloadWhole(path);
  if (bytes === undefined) throw new MobileBackupError(MBCode.notFound, 'No such file or directory', { path });
  try {
    return decodeStatus(bytes);
  } catch {
    throw new MobileBackupError(MBCode.invalid, 'Error deserializing status: The status is not one of a backup', { path });
  }
}
